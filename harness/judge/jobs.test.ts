import { beforeAll, expect, test } from 'vitest';
import { someOf } from '../../suites/some-of.test-data.ts';
import type { Report } from '../verdict/report.ts';
import { judge } from './judge.ts';

const quick = { effort: 'quick', confirmKill: false, out: false, models: ['process-kill'] } as const;
/** Parts of every suite, so that there are some that learn from others, and some that only observe. */
const SOME = ['CRASH-1', 'PATCH-1', 'TORN-1', 'IDENT-7', 'LIFE-1'];
const store = (name: string) => new URL(`./test-data/${name}.adapter.mjs`, import.meta.url);

beforeAll(() => {
  process.env.CRASHWORTHY_STALL_MS = '3000';
});

async function judged(target: string | URL, jobs: number, only = SOME): Promise<Omit<Report, 'times'>> {
  const { times: _, ...report } = await judge(target, { ...quick, only, jobs });
  return report;
}

test.each(
  someOf<[what: string, target: string | URL, verdict: string, only?: string[]]>([
    ['fails in several suites', 'incident:1/before', 'broken'],
    ['loops in the midst of the run', store('read-loops-while-writing'), 'broken', ['TORN-2', 'PATCH-1']],
    ['is no store', 'warm-pool', 'conforms'],
    ['puts the number of its thread into names', 'write-file-atomic', 'conforms', ['CRASH-1', 'IDENT-7']],
  ]),
)('a subject that %s has the same report however many jobs there are', async (_what, target, verdict, only) => {
  const alone = await judged(target, 1, only);
  expect(alone.verdict).toBe(verdict);
  expect(await judged(target, 3, only)).toEqual(alone);
});

test.each([0, 1.5, Number.NaN])('%d jobs are refused', async (jobs) => {
  await expect(judge('memory', { ...quick, jobs })).rejects.toThrow(expect.objectContaining({ code: 'CW_USAGE_OPTION_VALUE' }));
});

test('with bail, the first MUST that fails, suite by suite, ends the run, however many jobs there are', async () => {
  const runs = await Promise.all(
    [1, 3].map(async (jobs) => {
      const { times: _, ...report } = await judge('incident:1/before', { ...quick, only: SOME, jobs, bail: true });
      return report;
    }),
  );
  const [alone] = runs;
  expect(runs[1]).toEqual(alone);
  const failed = alone?.requirements.filter(({ verdict }) => verdict === 'fail').map(({ id, severity }) => `${id} ${severity}`);
  expect(failed).toEqual([expect.stringMatching(/ MUST$/)]);
  const others = alone?.requirements.filter(({ verdict }) => verdict === 'not-testable').map(({ reason }) => reason);
  expect(new Set(others)).toEqual(new Set(['the run ended with the first MUST that failed (--bail)']));
});
