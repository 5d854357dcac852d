import { expect, test } from 'vitest';
import type { WatchedPlace } from '../suite/suite.ts';
import { PlaceMemory } from './watched-place.ts';

test.each<WatchedPlace>([
  { model: 'process-kill', changes: 0 },
  { model: 'process-kill', changes: 3, tornBytes: 4096 },
  { model: 'posix', changes: 5, syncs: 0, lost: [] },
  { model: 'ext4', changes: 5, syncs: 1, lost: [2], nextLife: 'soon' },
  { model: 'failed-fsync', changes: 5, syncs: 2, failedSync: 1, lost: [0, 4, 7] },
])('a place is read as it was written: %j', (place) => {
  const writer = new PlaceMemory();
  const reader = new PlaceMemory(writer.cells);
  writer.write({ model: 'ext4', changes: 9, syncs: 9, tornBytes: 9, failedSync: 9, lost: [9, 9, 9, 9], nextLife: '40-days' });
  writer.write(place);
  expect(reader.read()).toEqual(place);
});

test('no place, and one that does not fit, are none', () => {
  const memory = new PlaceMemory();
  memory.write({ model: 'posix', changes: 1, lost: Array.from({ length: 1000 }, (_, index) => index) });
  expect(memory.read()).toBeUndefined();
  memory.write({ model: 'posix', changes: 1, lost: [1] });
  memory.write(undefined);
  expect(memory.read()).toBeUndefined();
});

test('beats are counted', () => {
  const memory = new PlaceMemory();
  memory.beat();
  memory.beat();
  expect(new PlaceMemory(memory.cells).beats).toBe(2);
});
