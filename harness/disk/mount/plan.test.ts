import { describe, expect, test } from 'vitest';
import type { SeenCall } from './disk-call.ts';
import { decideBy, type Plan } from './plan.ts';

const write: SeenCall = { primitive: 'write', path: '/data/a', thread: 1, changes: true, length: 100 };
const read: SeenCall = { primitive: 'read', path: '/data/a', thread: 1, changes: false };
const chmod: SeenCall = { primitive: 'chmod', path: '/data/a', thread: 1, changes: false };
const fsync: SeenCall = { primitive: 'fsync', path: '/data/a', thread: 1, changes: false };
const unlink: SeenCall = { primitive: 'unlink', path: '/data/a', thread: 1, changes: true };
const close: SeenCall = { primitive: 'close', path: '/data/a', thread: 1, changes: false };

const HOLD = { does: 'hold' } as const;

test.each<[string, Plan, SeenCall[], unknown[]]>([
  ['nothing', {}, [write, read, close], [undefined, undefined, undefined]],
  [
    'a crash',
    { crash: { changes: 2 } },
    [write, write, read, write, read, unlink],
    [undefined, undefined, undefined, HOLD, undefined, HOLD],
  ],
  [
    'a torn write, once',
    { crash: { changes: 1, tornBytes: 10 } },
    [write, write, write],
    [undefined, { ...HOLD, bytes: 10 }, HOLD],
  ],
  ['no tear of what is no write', { crash: { changes: 0, tornBytes: 10 } }, [unlink], [HOLD]],
  ['changes are asked about', { ask: 'changes' }, [read, chmod, write, fsync], [undefined, undefined, HOLD, undefined]],
  ['some calls go on before', { ask: 'calls', skip: 2 }, [read, close, write, fsync], [undefined, undefined, undefined, HOLD]],
  ['calls are asked about, closes apart', { ask: 'calls' }, [read, write, fsync, close], [HOLD, HOLD, HOLD, undefined]],
])('%s', (_name, plan, calls, expected) => {
  const decide = decideBy(plan);
  let changes = 0;
  const decisions = calls.map((call) => {
    const decision = decide(call, changes);
    if (decision === undefined && call.changes) changes++;
    return decision;
  });
  expect(decisions).toEqual(expected);
});

describe('faults', () => {
  test('count the calls that can go wrong in that way', () => {
    const decide = decideBy({ fault: { call: 1, code: 'ENOSPC', manner: 'no-effect', lasts: 1 } });
    const decisions = [write, read, write, write].map((call) => decide(call, 0));
    expect(decisions).toEqual([undefined, undefined, { does: 'nothing', code: 'ENOSPC' }, undefined]);
  });

  test('come before a question', () => {
    const decide = decideBy({ ask: 'calls', fault: { call: 0, code: 'EIO', manner: 'no-effect', primitive: 'fsync' } });
    expect([write, fsync].map((call) => decide(call, 0))).toEqual([HOLD, { does: 'nothing', code: 'EIO' }]);
  });

  test('may be of one path alone', () => {
    const decide = decideBy({ fault: { call: 0, code: 'EIO', manner: 'no-effect', path: 'b' } });
    expect([write, { ...write, path: '/data/b' }].map((call) => decide(call, 0))).toEqual([
      undefined,
      { does: 'nothing', code: 'EIO' },
    ]);
  });

  test('do not strike what is read from memory', () => {
    const decide = decideBy({ fault: { call: 0, code: 'EIO', manner: 'no-effect' } });
    expect([{ ...read, fromMemory: true }, read].map((call) => decide(call, 0))).toEqual([
      undefined,
      { does: 'nothing', code: 'EIO' },
    ]);
  });

  test('cut a write short', () => {
    const decide = decideBy({ fault: { call: 0, code: 'ENOSPC', manner: 'short', bytes: 30, thenFails: true } });
    expect([write, write].map((call) => decide(call, 0))).toEqual([
      { does: 'part', bytes: 30 },
      { does: 'nothing', code: 'ENOSPC' },
    ]);
  });
});
