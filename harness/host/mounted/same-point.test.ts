import { expect, test } from 'vitest';
import type { FsEvent } from '../../disk/trace.ts';
import { samePoint } from './same-point.ts';

const event = (primitive: FsEvent['primitive'], length?: number): FsEvent => ({
  type: 'fs',
  primitive,
  api: 'mounted',
  changed: true,
  effects: [],
  ...(length === undefined ? {} : { length }),
});
const remembered = [event('open'), event('write', 24), event('write', 4040), event('write', 56), event('unlink')];
const whole = [event('open'), event('write', 24), event('write', 4096), event('unlink')];

test.each([
  [{ changes: 0 }, { changes: 0 }],
  [{ changes: 2 }, { changes: 2 }],
  [
    { changes: 2, tornBytes: 512 },
    { changes: 2, tornBytes: 512 },
  ],
  [{ changes: 3 }, { changes: 2, tornBytes: 4040 }],
  [
    { changes: 3, tornBytes: 6 },
    { changes: 2, tornBytes: 4046 },
  ],
  [{ changes: 4 }, { changes: 3 }],
  [{ changes: 5 }, { changes: Number.POSITIVE_INFINITY }],
])('%j is at %j', (point, expected) => {
  expect(samePoint(point, { remembered, whole })).toEqual(expected);
});

test.each([
  [{ changes: 1 }, { changes: 1 }],
  [{ changes: 2 }, { changes: 2, tornBytes: 8 }],
  [
    { changes: 2, tornBytes: 1015 },
    { changes: 2, tornBytes: 1023 },
  ],
  [
    { changes: 2, tornBytes: 1020 },
    { changes: 3, tornBytes: 4 },
  ],
  [{ changes: 3 }, { changes: 3, tornBytes: 8 }],
  [{ changes: 4 }, { changes: 4 }],
])('%j of a write in pieces of the file is at %j in pieces of memory', (point, expected) => {
  const ofFile = [event('open'), event('write', 1024), event('write', 1024), event('write', 32), event('unlink')];
  const ofMemory = [event('open'), event('write', 1016), event('write', 1024), event('write', 40), event('unlink')];
  expect(samePoint(point, { remembered: ofFile, whole: ofMemory })).toEqual(expected);
});

test('of lives that are not the same there is none', () => {
  expect(samePoint({ changes: 4 }, { remembered, whole: [event('open'), event('unlink')] })).toBeUndefined();
  expect(samePoint({ changes: 2 }, { remembered, whole: [event('open'), event('write', 12), event('unlink')] })).toBeUndefined();
});
