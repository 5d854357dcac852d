import { expect, test } from 'vitest';
import { learnedBefore, partsOf } from './parts.ts';
import { REQUIREMENTS } from './requirements.ts';

const requirements = REQUIREMENTS.map(({ id }) => id);
const models = ['process-kill', 'ext4'] as const;
const told = (context: Partial<Parameters<typeof partsOf>[0]>) =>
  partsOf({ kind: 'store', claims: { survives: 'power-loss' }, requirements, models, ...context }).map(
    ({ suite, does }) => `${does} ${suite}`,
  );

test('every suite of the kind that is asked for, in the order of the specification', () => {
  const suites = [...new Set(REQUIREMENTS.map(({ suite }) => suite))];
  const parts = told({});
  expect(parts).toEqual(suites.map((suite) => `judge ${suite}`).filter((part) => parts.includes(part)));
  expect(told({ kind: 'pool', claims: { sessions: 'any' } })).toHaveLength(1);
  expect(told({ requirements: [] })).toEqual([]);
});

test('what is not claimed is observed last, where there is any', () => {
  const observed = told({ claims: { survives: 'process-kill' } }).filter((part) => part.startsWith('observe'));
  expect(observed).toHaveLength(1);
  expect(told({ claims: { survives: 'process-kill' } }).at(-1)).toBe(observed[0]);
  expect(told({ claims: { survives: 'process-kill' }, models: ['process-kill'] })).toEqual(told({}));
});

test('a part waits for those that learn what it wants to know, and for no other', () => {
  const parts = partsOf({ kind: 'store', claims: { survives: 'process-kill' }, requirements, models }).map((part) => ({ part }));
  const waiting = parts.flatMap(({ part }) => {
    const before = learnedBefore(part, parts);
    return before.length === 0 ? [] : [{ part, before }];
  });
  expect(waiting).toHaveLength(1);
  for (const { part, before } of waiting)
    for (const one of before) expect(parts.indexOf(one)).toBeLessThan(parts.findIndex((candidate) => candidate.part === part));
});
