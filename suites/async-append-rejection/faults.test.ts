import { expect, test } from 'vitest';
import type { FsEvent } from '../../harness/disk/trace.ts';
import { FAULT_PLANS, faultsOf } from './faults.ts';

const event = (primitive: FsEvent['primitive'], more: Partial<FsEvent> = {}): FsEvent => ({
  type: 'fs',
  api: 'test',
  primitive,
  path: '/data/a',
  effects: [],
  ...more,
});

const trace = [
  event('read'),
  event('write', { length: 10 }),
  event('fsync'),
  event('write', { length: 1 }),
  event('rename', { to: '/data/b' }),
];

test('calls are counted by the code, over all calls that can return it, and those that are not wanted are left alone', () => {
  const once = faultsOf(trace, (at) => at > 0, {
    codes: 1,
    fullFor: [1],
    most: { ...FAULT_PLANS.quick.most, short: 0, afterEffect: 0, healing: 0, forEver: 0 },
  });
  expect(once.map(({ fault, primitive }) => [primitive, fault.code, fault.call, fault.lasts])).toEqual([
    ['write', 'ENOSPC', 0, 1],
    ['fsync', 'EIO', 2, 1],
    ['write', 'ENOSPC', 2, 1],
    ['rename', 'EIO', 4, 1],
    // Refused because somebody else has the file open: at every effort.
    ['rename', 'EPERM', 0, 1],
  ]);
});

test('a short write is counted over the writes alone, and never writes nothing or all', () => {
  const short = faultsOf(trace, () => true, FAULT_PLANS.default).flatMap(({ fault }) =>
    fault.manner === 'short' ? [fault] : [],
  );
  expect(new Set(short.map(({ call, bytes }) => `${call}: ${bytes}`))).toEqual(new Set(['0: 5', '0: 9', '0: 1']));
  expect(short.filter(({ thenFails }) => thenFails === undefined).length).toBe(3);
});

test('only what may have happened all the same does so', () => {
  const after = faultsOf(trace, () => true, FAULT_PLANS.default).filter(({ fault }) => fault.manner === 'after-effect');
  expect(after.map(({ primitive }) => primitive)).toEqual(['rename']);
});

test('of writes to two files at the same time the disk refuses two calls: the second is the rest of what was cut short', () => {
  const beside = [event('write', { length: 10 }), event('write', { length: 8, path: '/data/b' }), event('fsync')];
  const forTwo = faultsOf(beside, () => true, FAULT_PLANS.quick).flatMap(({ fault }) =>
    fault.manner === 'short' && fault.lasts === 2 ? [fault] : [],
  );
  expect(forTwo.map(({ call, bytes }) => `${call}: ${bytes}`)).toEqual(['0: 5', '1: 4']);
  const alone = faultsOf(trace, () => true, FAULT_PLANS.quick);
  expect(alone.filter(({ fault }) => fault.manner === 'short' && fault.lasts === 2)).toEqual([]);
});
