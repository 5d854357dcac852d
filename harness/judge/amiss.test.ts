import { expect, test } from 'vitest';
import { judge } from './judge.ts';

// Stores that are wrong even where nothing goes wrong.

const quick = { effort: 'quick', confirmKill: false, out: false } as const;
const store = (name: string) => new URL(`./test-data/amiss/${name}.adapter.mjs`, import.meta.url);

test('a store that keeps nothing of a patch fails what says so, with a counterexample that has happened again; the rest is not judged', async () => {
  const report = await judge(store('forgets-patches'), quick);
  const failed = report.requirements.filter(({ verdict }) => verdict === 'fail');
  expect(failed).toMatchObject([
    { id: 'CRASH-1', counterexample: { confirmations: [{ how: 'fresh-worker', result: 'confirmed' }] } },
  ]);
  expect(failed[0]?.counterexample?.story.length).toBeGreaterThan(0);
  expect(report.findings).toMatchObject([
    { code: 'CW_ROUND_TRIP', level: 'warning', message: expect.stringMatching(/read gave .*; expected /) },
  ]);
  expect(report.requirements.filter(({ verdict }) => verdict === 'pass').map(({ id }) => id)).toEqual(['CRASH-3']);
  expect(report.verdict).toBe('broken');
  const { times: _, ...others } = await judge(store('forgets-patches'), { ...quick, jobs: 3 });
  expect(report).toMatchObject(others);
});

test('where nothing that is asked for can show it, nothing passes', async () => {
  const report = await judge(store('forgets-patches'), { ...quick, only: ['IDENT-7'] });
  expect(report).toMatchObject({ verdict: 'incomplete', findings: [{ code: 'CW_ROUND_TRIP' }] });
});

test('a store that takes nothing of what it is given is not judged', async () => {
  await expect(judge(store('refuses-everything'), quick)).rejects.toMatchObject({
    code: 'CW_ROUND_TRIP',
    message: expect.stringContaining('a session needs an owner'),
  });
});
