import { describe, expect, test } from 'vitest';
import { resolveClaims } from '../../harness/contract/claims.ts';
import type { ClientOperation } from '../../harness/model/program.ts';
import { stateKey } from '../../harness/model/session-model.ts';
import { operationOf, sessionHistories } from './client-history.ts';
import { capabilities, judgedOf, type Told } from './judged.test-data.ts';

const session = 'a';
const patch = (x: number): ClientOperation => ({ op: 'patch', session, fields: { x } });
const read: ClientOperation = { op: 'read', session };
const consume: ClientOperation = { op: 'consume', session };
const flush: ClientOperation = { op: 'flush' };

const byCall = resolveClaims({ survives: 'process-kill' });
const byFlush = resolveClaims({ survives: 'process-kill', acknowledgedBy: 'flush' });

/** The operations of session `a` as the checker sees them: when they were called and came back (`-`: pending). */
function seen(told: Told, claims = byCall): string[] {
  const history = sessionHistories(judgedOf(told), claims).get(session) ?? [];
  return history.map(({ client, call, input, ...rest }) => {
    const back = rest.return === undefined ? '-' : `${rest.return}`;
    return `${client}: ${input.operation.op} ${call}..${back}`;
  });
}

describe('where the call acknowledges', () => {
  test('an operation lasts from its call to its return', () => {
    const events = ['0 invoke', '1 invoke', '1 acknowledge', '0 acknowledge'] as const;
    expect(seen({ clients: [[patch(1)], [patch(2)]], events })).toEqual(['0: patch 0..3', '1: patch 1..2']);
  });

  test('what was refused, and what never came back, is pending', () => {
    const events = ['0 invoke', '1 invoke', '1 reject Error: no', '0 acknowledge', '0 invoke'] as const;
    expect(seen({ clients: [[patch(1), patch(3)], [patch(2)]], events })).toEqual([
      '0: patch 0..3',
      '1: patch 1..-',
      '0: patch 4..-',
    ]);
  });

  test('a read that was refused, or never came back, tells nothing', () => {
    const events = ['0 invoke', '0 reject Error: busy', '0 invoke'] as const;
    expect(seen({ clients: [[read, read]], events })).toEqual([]);
  });

  test('a read has what it returned, a consume whether it won', () => {
    const state = { fields: { x: 1 } };
    const told: Told = {
      clients: [[read, consume]],
      events: ['0 invoke', ['0 acknowledge', { state }], '0 invoke', ['0 acknowledge', { won: false }]],
    };
    const history = sessionHistories(judgedOf(told), byCall).get(session) ?? [];
    expect(history.map((operation) => ('output' in operation ? operation.output : undefined))).toEqual([
      { state: stateKey(state, capabilities) },
      { won: false },
    ]);
  });

  test('each session has a history of its own', () => {
    const other: ClientOperation = { op: 'patch', session: 'b', fields: { x: 1 } };
    const events = ['0 invoke', '1 invoke', '1 acknowledge', '0 acknowledge'] as const;
    const histories = sessionHistories(judgedOf({ clients: [[patch(1)], [other]], events }), byCall);
    expect([...histories].map(([name, history]) => `${name} ${history.length}`)).toEqual(['a 1', 'b 1']);
  });

  test('the setup is part of it', () => {
    const events = ['-1 invoke', '-1 acknowledge', '0 invoke', '0 acknowledge'] as const;
    const setup = [{ op: 'create' as const, session, fields: {} }];
    expect(seen({ clients: [[patch(1)]], events, program: { setup } })).toEqual(['-1: create 0..1', '0: patch 2..3']);
  });
});

describe('where a flush acknowledges', () => {
  const queued = ['0 invoke', '0 acknowledge', '0 invoke', '0 acknowledge'] as const;

  test('an operation lasts until a flush that was called after it came back', () => {
    expect(seen({ clients: [[patch(1), flush]], events: queued }, byFlush)).toEqual(['0: patch 0..3']);
  });

  test('a flush that was called before it came back is none', () => {
    const events = ['1 invoke', '0 invoke', '0 acknowledge', '1 acknowledge'] as const;
    const told: Told = { clients: [[patch(1)], [flush]], events, flushed: false };
    expect(seen(told, byFlush)).toEqual(['0: patch 1..-']);
  });

  test('a flush that was refused is none', () => {
    const events = ['0 invoke', '0 acknowledge', '0 invoke', '0 reject Error: disk full'] as const;
    expect(seen({ clients: [[patch(1), flush]], events, flushed: false }, byFlush)).toEqual(['0: patch 0..-']);
  });

  test('a flush of another client of the instance is one, that of another instance is none', () => {
    const events = ['0 invoke', '0 acknowledge', '1 invoke', '1 acknowledge'] as const;
    const clients = [[patch(1)], [flush]];
    const instances = [0, 0].map((process) => ({ process, path: 'plain' as const }));
    const apart = clients.map((operations, instance) => ({ instance, operations }));
    expect(seen({ clients, events, flushed: false }, byFlush)).toEqual(['0: patch 0..3']);
    expect(seen({ clients, events, flushed: false, program: { instances, clients: apart } }, byFlush)).toEqual(['0: patch 0..-']);
  });

  test('everybody flushes in the end, unless nobody got there', () => {
    const events = ['0 invoke', '0 acknowledge'] as const;
    const clients = [[patch(1)]];
    expect(seen({ clients, events }, byFlush)).toEqual(['0: patch 0..3']);
    expect(seen({ clients, events, flushed: false }, byFlush)).toEqual(['0: patch 0..-']);
    expect(seen({ clients, events, end: 'stuck' }, byFlush)).toEqual(['0: patch 0..-']);
    expect(seen({ clients, events, crashed: true }, byFlush)).toEqual(['0: patch 0..-']);
  });

  test('whoever dies flushes nothing in the end, the others do', () => {
    const events = ['0 invoke', '0 acknowledge', '1 invoke', '1 acknowledge'] as const;
    const program = {
      instances: [0, 1].map((process) => ({ process, path: 'plain' as const })),
      clients: [patch(1), patch(2)].map((operation, instance) => ({ instance, operations: [operation] })),
      deaths: [0],
    };
    const clients = program.clients.map(({ operations }) => operations);
    expect(seen({ clients, events, program }, byFlush)).toEqual(['0: patch 0..-', '1: patch 2..5']);
  });

  test('a read is not acknowledged by it: it returned what it returned', () => {
    const events: Told['events'] = ['0 invoke', ['0 acknowledge', { state: null }]];
    expect(seen({ clients: [[read]], events, flushed: false }, byFlush)).toEqual(['0: read 0..1']);
  });
});

describe('looks in the end', () => {
  const events = ['0 invoke', '0 acknowledge'] as const;
  const state = { fields: { x: 1 }, records: [] };

  test('come one after the other, after everything else, the new instance last', () => {
    const told: Told = { clients: [[patch(1)]], events, looks: [state, state], reopened: state };
    const history = sessionHistories(judgedOf(told), byCall).get(session) ?? [];
    expect(history.map(({ client }) => client)).toEqual([0, 'instance 1', 'instance 2', 'a new instance']);
    const times = history.flatMap(({ call, ...rest }) => [call, rest.return ?? Number.NaN]);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    // Also after what only the last flush acknowledges.
    const flushed = sessionHistories(judgedOf({ ...told, end: 'done' }), byFlush).get(session) ?? [];
    expect(flushed[1]?.call).toBeGreaterThan(flushed[0]?.return ?? Number.POSITIVE_INFINITY);
  });

  test('that failed tell nothing here', () => {
    expect(seen({ clients: [[patch(1)]], events, looks: ['Error: no'], reopened: 'Error: no' })).toEqual(['0: patch 0..1']);
  });
});

describe('after a crash', () => {
  const clients = [[patch(1), read, patch(2)]];
  const events: Told['events'] = ['0 invoke', '0 acknowledge', '0 invoke', ['0 acknowledge', { state: null }], '0 invoke'];

  test('what was read before does not count: nobody was told that it is kept', () => {
    expect(seen({ clients, events, crashed: true })).toEqual(['0: patch 0..1', '0: patch 4..-']);
  });

  test('nor does a consume that somebody else was winning', () => {
    const lost: Told['events'] = ['0 invoke', '1 invoke', ['1 acknowledge', { won: false }]];
    const told: Told = { clients: [[consume], [consume]], events: lost };
    expect(seen(told)).toEqual(['0: consume 0..-', '1: consume 1..2']);
    expect(seen({ ...told, crashed: true })).toEqual(['0: consume 0..-']);
  });

  test('a consume that won lasts like other writes: where a flush acknowledges, once it was flushed', () => {
    const won: Told['events'] = ['0 invoke', ['0 acknowledge', { won: true }], '0 invoke'];
    const told: Told = { clients: [[consume, { op: 'flush' }]], events: won, crashed: true };
    expect(seen(told)).toEqual(['0: consume 0..1']);
    expect(seen(told, byFlush)).toEqual(['0: consume 0..-']);
    expect(seen({ ...told, events: [...won, '0 acknowledge'] }, byFlush)).toEqual(['0: consume 0..3']);
  });

  test('only a new instance looks', () => {
    const told: Told = { clients, events, crashed: true, looks: [null], reopened: null };
    expect(seen(told).map((operation) => operation.split(' ').slice(0, 3).join(' '))).toEqual([
      '0: patch 0..1',
      '0: patch 4..-',
      'a new instance:',
    ]);
  });
});

test('an event of an operation that the program does not have is a mistake of ours', () => {
  const { program } = judgedOf({ clients: [[patch(1)]], events: [] }).aimed;
  expect(operationOf(program, { client: 0, operation: 0 })).toEqual(patch(1));
  expect(() => operationOf(program, { client: 0, operation: 1 })).toThrow('client 0 has no operation 1');
});
