import { describe, expect, test } from 'vitest';
import type { FsEvent } from '../disk/trace.ts';
import type { Change } from '../host/change.ts';
import { describeCrashPoint, processKillPoints, tearsOf } from './process-kill.ts';

function change(event: Partial<FsEvent>, index = 0): Change {
  return { index, historyBefore: 0, event: { type: 'fs', primitive: 'write', api: 'fs.writeSync', effects: [], ...event } };
}

describe('where a write can tear', () => {
  test.each([
    ['a write inside one page is atomic', { offset: 0, length: 4096 }, []],
    ['one that ends a page later', { offset: 0, length: 4097 }, [4096]],
    ['boundaries are those of the file, not of the write', { offset: 4000, length: 200 }, [96]],
    ['several pages', { offset: 100, length: 10_000 }, [3996, 8092]],
    ['writev is one call', { primitive: 'writev', offset: 0, length: 8193 }, [4096, 8192]],
    ['a rename does not tear', { primitive: 'rename', length: 10_000 }, []],
    ['nor does a truncation', { primitive: 'ftruncate', length: 10_000 }, []],
  ] as const)('%s', (_, event, expected) => {
    expect(tearsOf(change(event), 'all')).toEqual(expected);
  });

  test('a long write is cut at its ends and a few places between, or everywhere', () => {
    const long = change({ offset: 0, length: 600_000 });
    expect(tearsOf(long, 'all')).toHaveLength(146);
    const some = tearsOf(long, 'some');
    expect(some.slice(0, 5)).toEqual([4096, 8192, 12_288, 16_384, 20_480]);
    expect(some.at(-1)).toBe(146 * 4096);
    expect(some.length).toBeLessThan(20);
  });
});

test('crash points are before each change, within it, and after the last', () => {
  const changes = [change({ primitive: 'open' }, 0), change({ offset: 0, length: 5000 }, 1), change({ primitive: 'rename' }, 2)];
  expect([...processKillPoints(changes, { from: 0, tears: 'all' })]).toEqual([
    { changes: 0 },
    { changes: 1 },
    { changes: 1, tornBytes: 4096 },
    { changes: 2 },
    { changes: 3 },
  ]);
  expect([...processKillPoints(changes, { from: 2, tears: 'all' })]).toEqual([{ changes: 2 }, { changes: 3 }]);
});

test.each([
  [{ changes: 0 }, 'before the first change on disk'],
  [{ changes: 1 }, 'after 1 change on disk'],
  [{ changes: 3, tornBytes: 4096 }, 'after 3 changes on disk, 4096 bytes into the next write'],
])('a crash point in words: %j', (point, words) => {
  expect(describeCrashPoint(point)).toBe(words);
});
