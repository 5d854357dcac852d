import { describe, expect, test } from 'vitest';
import { allows, everyLoss, likelyLosses, unforcedAt, withDependents } from './kept-sets.ts';
import { POWER_LOSS_MODELS } from './models.ts';
import { powerLossPoints, THOROUGH_LOSSES, USUAL_LOSSES } from './power-loss-points.ts';
import { record } from './recorded-life.test-data.ts';

const { posix, xfs } = POWER_LOSS_MODELS;

/** Creation, data and growth of each file. */
const { log } = record((calls) => {
  calls.write(calls.create('a'), 'one');
  const fd = calls.create('b');
  calls.write(fd, 'two');
  calls.sync(fd);
});
const end = log.entries.length;

describe('what may be lost', () => {
  test('is what no sync has forced', () => {
    expect(unforcedAt(log, posix.rules(log), end)).toEqual([0, 1, 2, 3]);
    expect(unforcedAt(log, posix.rules(log), end - 1)).toEqual([0, 1, 2, 3, 4, 5]);
    // The sync of b commits the names of both; the content of a is still to be written.
    expect(unforcedAt(log, xfs.rules(log), end)).toEqual([1, 2]);
  });

  test('takes along what depends on it', () => {
    const rules = xfs.rules(log);
    expect(withDependents([1], unforcedAt(log, rules, end), rules)).toEqual([1, 2]);
    expect(withDependents([2], unforcedAt(log, rules, end), rules)).toEqual([2]);
  });

  test('is allowed as a whole or not at all', () => {
    const rules = xfs.rules(log);
    expect(allows(log, rules, end, [1, 2])).toBe(true);
    expect(allows(log, rules, end, [2])).toBe(true);
    expect(allows(log, rules, end, [])).toBe(true);
    // Growth without its data; a name that was forced.
    expect(allows(log, rules, end, [1])).toBe(false);
    expect(allows(log, rules, end, [0, 1, 2])).toBe(false);
  });

  test('every loss, each once and each allowed', () => {
    const rules = posix.rules(log);
    const losses = [...everyLoss(log, rules, end)].map((lost) => lost.join());
    expect(losses).toHaveLength(16);
    expect(new Set(losses).size).toBe(16);
    for (const lost of everyLoss(log, xfs.rules(log), end)) expect(allows(log, xfs.rules(log), end, lost)).toBe(true);
  });
});

describe('what is tried', () => {
  test.each(Object.values(POWER_LOSS_MODELS))('is allowed under $name, each once', (model) => {
    const rules = model.rules(log);
    for (let moment = 0; moment <= end; moment++) {
      const losses = [...likelyLosses(log, rules, moment, { omitted: 2, window: 4, exhaustive: 0 })];
      expect(new Set(losses.map((lost) => lost.join())).size).toBe(losses.length);
      for (const lost of losses) expect(allows(log, rules, moment, lost)).toBe(true);
    }
  });

  test('the content of the last file comes first, and everything and nothing are among it', () => {
    const losses = [...likelyLosses(log, posix.rules(log), end - 1, { omitted: 1, window: 16, exhaustive: 0 })];
    expect(losses[0]).toEqual([4, 5]);
    expect(losses).toContainEqual([]);
    expect(losses).toContainEqual([0, 1, 2, 3, 4, 5]);
  });

  test('everything, where little is open', () => {
    const losses = [...likelyLosses(log, posix.rules(log), end, { omitted: 1, window: 1, exhaustive: 4 })];
    expect(losses).toHaveLength(16);
  });

  test('pairs, if asked for', () => {
    const one = [...likelyLosses(log, posix.rules(log), end, { omitted: 1, window: 16, exhaustive: 0 })];
    const two = [...likelyLosses(log, posix.rules(log), end, { omitted: 2, window: 16, exhaustive: 0 })];
    expect(one).not.toContainEqual([0, 3]);
    expect(two).toContainEqual([0, 3]);
  });

  test('grows with the length of the log, not with its square', () => {
    const points = (writes: number) => {
      const long = record((calls) => {
        const fd = calls.create('a');
        for (let turn = 0; turn < writes; turn++) calls.write(fd, `${turn}`);
      });
      return [...powerLossPoints(long.log, posix, { from: 0, depth: USUAL_LOSSES })].length;
    };
    const [short, long] = [points(40), points(80)];
    expect(long / short).toBeLessThan(2.3);
    expect(THOROUGH_LOSSES.omitted).toBe(2);
  });
});
