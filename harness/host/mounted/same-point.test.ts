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

test('of lives that are not the same there is none', () => {
  expect(samePoint({ changes: 4 }, { remembered, whole: [event('open'), event('unlink')] })).toBeUndefined();
  expect(samePoint({ changes: 2 }, { remembered, whole: [event('open'), event('write', 12), event('unlink')] })).toBeUndefined();
});
