import { expect, test } from 'vitest';
import { Random } from '../../../schedule/random.ts';
import { SlowDiskGate } from './slow-disk-gate.ts';

/** Issues so many calls at once; what happened to them, in order. */
async function eventsOf(gate: SlowDiskGate, calls: number): Promise<string[]> {
  const events: string[] = [];
  await Promise.all(
    Array.from({ length: calls }, (_, index) => {
      return new Promise<void>((resolve) => {
        const effect = () => void events.push(`effect ${index}`);
        const complete = () => {
          events.push(`complete ${index}`);
          resolve();
        };
        gate.issue({ primitive: 'stat', effect, complete });
        events.push(`issued ${index}`);
      });
    }),
  );
  return events;
}

test.each([
  ['fast', undefined],
  ['slow', new Random(1)],
])('on a %s disk each call takes effect after it was issued, and then completes', async (_, delays) => {
  const gate = new SlowDiskGate();
  gate.begin(delays);
  const events = await eventsOf(gate, 20);
  for (let index = 0; index < 20; index++) {
    const of = ['issued', 'effect', 'complete'].map((what) => events.indexOf(`${what} ${index}`));
    expect(of).toEqual(of.toSorted((a, b) => a - b));
    expect(of).not.toContain(-1);
  }
});

test('on a fast disk calls happen in their order; on a slow one they overtake each other', async () => {
  const gate = new SlowDiskGate();
  const effects = (events: readonly string[]) => events.filter((event) => event.startsWith('effect'));
  gate.begin(undefined);
  const inOrder = effects(await eventsOf(gate, 50));
  expect(inOrder).toEqual(Array.from({ length: 50 }, (_, index) => `effect ${index}`));
  gate.begin(new Random(1));
  expect(effects(await eventsOf(gate, 50))).not.toEqual(inOrder);
});

test('somebody is told in front of every primitive, synchronous ones too', async () => {
  const gate = new SlowDiskGate();
  let told = 0;
  gate.begin(new Random(1), () => told++);
  await eventsOf(gate, 3);
  gate.synchronous();
  expect(told).toBe(4);
});
