import { beforeAll, expect, test } from 'vitest';
import type { Report } from '../verdict/report.ts';
import { judge } from './judge.ts';

const quick = { effort: 'quick', confirmKill: false, out: false } as const;
const store = (name: string) => new URL(`./test-data/${name}.adapter.mjs`, import.meta.url);

beforeAll(() => {
  process.env.CRASHWORTHY_STALL_MS = '3000';
});

async function judged(target: string | URL, jobs: number): Promise<Omit<Report, 'times'>> {
  const { times: _, ...report } = await judge(target, { ...quick, jobs });
  return report;
}

test.each<[what: string, target: string | URL, verdict: string]>([
  ['fails in several suites', 'defect:single-file-for-all', 'broken'],
  ['loops in the midst of the run', store('read-loops-while-writing'), 'broken'],
  ['is no store', 'warm-pool', 'conforms'],
])('a subject that %s has the same report however many jobs there are', async (_what, target, verdict) => {
  const alone = await judged(target, 1);
  expect(alone.verdict).toBe(verdict);
  for (const jobs of [2, 4]) expect(await judged(target, jobs)).toEqual(alone);
});

test.each([0, 1.5, Number.NaN])('%d jobs are refused', async (jobs) => {
  await expect(judge('memory', { ...quick, jobs })).rejects.toThrow(expect.objectContaining({ code: 'CW_USAGE_OPTION_VALUE' }));
});
