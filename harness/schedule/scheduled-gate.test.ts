import { expect, test } from 'vitest';
import type { PendingCall } from '../disk/gate.ts';
import { asClient, currentClient } from './client.ts';
import { ScheduledGate, type Step } from './scheduled-gate.ts';
import { WatchedGate } from './watched-gate.ts';

function recorded() {
  const done: string[] = [];
  const call = (name: string): PendingCall => ({
    primitive: 'read',
    effect: () => void done.push(`${name} takes effect for ${currentClient()}`),
    complete: () => void done.push(`${name} completes for ${currentClient()}`),
  });
  return { done, call };
}

test('each call is two steps of whoever made it, in the order of the calls', () => {
  const { done, call } = recorded();
  const steps: Step[] = [];
  const gate = new ScheduledGate({ fallback: 'a', onStep: (step) => void steps.push(step) });
  asClient('a', () => gate.issue(call('one')));
  asClient('b', () => gate.issue(call('two')));
  asClient('a', () => gate.issue(call('three')));
  expect(done).toEqual([]);
  for (const client of ['b', 'a', 'a', 'a', 'b']) expect(gate.step(client)).toBe(true);
  expect(done).toEqual([
    'two takes effect for b',
    'one takes effect for a',
    'one completes for a',
    'three takes effect for a',
    'two completes for b',
  ]);
  expect(gate.step('b')).toBe(false);
  expect(gate.canStep('a')).toBe(true);
  expect(steps.map(({ client, point }) => `${client} ${point}`)).toEqual([
    'b effect',
    'a effect',
    'a completion',
    'a effect',
    'b completion',
  ]);
});

test('a client is followed through awaits and callbacks, and what nobody made is of the fallback', async () => {
  const { done, call } = recorded();
  const gate = new ScheduledGate({ fallback: 'a' });
  await asClient('b', async () => {
    await null;
    await new Promise<void>((resolve) => setImmediate(resolve));
    gate.issue(call('later'));
  });
  gate.issue(call('own'));
  expect(gate.canStep('b')).toBe(true);
  gate.step('a');
  expect(done).toEqual(['own takes effect for a']);
});

test('a point without a primitive is one step', async () => {
  const gate = new ScheduledGate({ fallback: 'a' });
  let passed = false;
  const point = gate.point().then(() => {
    passed = true;
  });
  await null;
  expect(passed).toBe(false);
  gate.step('a');
  await point;
  expect(gate.canStep('a')).toBe(false);
});

test('a watched gate tells of synchronous and asynchronous primitives, right before they take effect', async () => {
  const { done, call } = recorded();
  const gate = new WatchedGate((primitive) => void done.push(`before ${primitive}`));
  gate.synchronous('stat');
  gate.issue(call('one'));
  expect(done).toEqual(['before stat']);
  await new Promise((resolve) => setImmediate(resolve));
  expect(done).toEqual(['before stat', 'before read', 'one takes effect for undefined', 'one completes for undefined']);
});
