import { expect, test } from 'vitest';
import { SAMPLED, someOf } from '../../suites/some-of.test-data.ts';
import { judge } from './judge.ts';
import type { JudgeOptions } from './judge-options.ts';

// What a kill leaves is enough for all of them.
const quick = { effort: 'quick', confirmKill: false, out: false, models: ['process-kill'] } as const;

async function judged(name: string, only: NonNullable<JudgeOptions['only']>) {
  const report = await judge(new URL(`./test-data/${name}.adapter.mjs`, import.meta.url), { ...quick, only });
  return {
    fails: report.requirements.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id),
    findings: report.findings.map(({ code, level }) => `${level} ${code}`),
    verdict: report.verdict,
  };
}

/** The suite, or where there is little time what any crash would show first. */
const CRASHES = SAMPLED ? ['CRASH-1', 'CRASH-3'] : ['crash-injection'];
const LOGS = ['crash-injection', 'corrupt-file-repair'];

test.each(
  someOf<[what: string, name: string, only: string[], fails: string[]]>([
    ['a torn line that is read as not there, be it the only one', 'torn-line-reads-null', LOGS, []],
    ['an error for a session whose first append was in flight', 'torn-line-first-is-error', LOGS, ['CRASH-2']],
    ['an error for a session that had been acknowledged', 'torn-line-last-is-error', LOGS, ['CRASH-1']],
    ['texts that are cut, whoever reads them', 'cuts-texts', ['torn-read', 'IDENT-4'], ['IDENT-4']],
    ['an emptied file, where the store leaves empty ones itself', 'empties-itself', ['corrupt-file-repair'], []],
    ['two flushes at once, of which one fails, and no lost field', 'flushes-collide', ['PATCH-1', 'PATCH-2'], ['PATCH-2']],
  ]),
)('%s', async (_, name, only, fails) => {
  expect((await judged(`accusations/${name}`, only)).fails).toEqual(fails);
});

test('a store that forgets what a life before wrote fails by a story of that, and by nothing else', async () => {
  const { fails, findings, verdict } = await judged('accusations/forgets-after-an-hour', ['crash-injection', 'clock']);
  expect({ fails, verdict }).toEqual({ fails: ['TIME-4'], verdict: 'broken' });
  expect(findings).not.toContain('warning CW_ROUND_TRIP');
});

test('a store whose files are named by where they are is judged where that does not change', async () => {
  expect(await judged('accusations/named-by-path', CRASHES)).toEqual({
    fails: [],
    findings: [],
    verdict: 'conforms',
  });
});

test.skipIf(SAMPLED)(
  'what is written to the temporary directory is part of the image, whenever its name was asked for',
  async () => {
    expect(await judged('locks-in-temporary', [...CRASHES, 'PATCH-2'])).toEqual({
      fails: [],
      findings: expect.arrayContaining(['note CW_TEMPORARY_WRITE']),
      verdict: 'conforms',
    });
  },
);

test.skipIf(SAMPLED)('a place that the adapter allows is simulated, and noted', async () => {
  expect(await judged('also-writes', CRASHES)).toEqual({
    fails: [],
    findings: ['note CW_ALSO_WRITES'],
    verdict: 'conforms',
  });
});
