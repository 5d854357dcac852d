import { expect, test } from 'vitest';
import { judge } from './judge.ts';

// Stores that are wrong even where nothing goes wrong.

const quick = { effort: 'quick', confirmKill: false, out: false } as const;
const store = (name: string) => new URL(`./test-data/amiss/${name}.adapter.mjs`, import.meta.url);

test.each([
  ['forgets-patches', /read gave .*; expected /],
  ['one-hour', /read gave null; expected /],
])('%s breaks one requirement, with a counterexample that has happened again; the rest is not tried', async (name, said) => {
  const report = await judge(store(name), quick);
  const failed = report.requirements.filter(({ verdict }) => verdict === 'fail');
  expect(failed).toMatchObject([
    { severity: 'MUST', counterexample: { confirmations: [{ how: 'fresh-worker', result: 'confirmed' }] } },
  ]);
  expect(failed[0]?.counterexample?.story.length).toBeGreaterThan(0);
  expect(report.findings).toMatchObject([{ code: 'CW_ROUND_TRIP', level: 'error', message: expect.stringMatching(said) }]);
  expect(report.requirements.filter(({ verdict }) => verdict === 'pass')).toEqual([]);
  expect(report.verdict).toBe('broken');
  const { times: _, ...others } = await judge(store(name), { ...quick, jobs: 3 });
  expect(report).toMatchObject(others);
});

test('where no requirement that is asked for shows it, nothing is judged', async () => {
  await expect(judge(store('forgets-patches'), { ...quick, only: ['IDENT-7'] })).rejects.toMatchObject({ code: 'CW_ROUND_TRIP' });
});

test('a store that takes nothing of what it is given is not judged', async () => {
  await expect(judge(store('refuses-everything'), quick)).rejects.toMatchObject({
    code: 'CW_ROUND_TRIP',
    message: expect.stringContaining('a session needs an owner'),
  });
});
