import { beforeAll, describe, expect, test } from 'vitest';
import { LOOPED } from '../suite/looped.ts';
import type { Report } from '../verdict/report.ts';
import type { Verdict } from '../verdict/requirement.ts';
import { judge } from './judge.ts';

// What is said of a store that loops for ever, by where it does. After a crash that it claims to survive: main.test.ts.

const quick = { effort: 'quick', confirmKill: false, out: false } as const;
const store = (name: string) => new URL(`./test-data/${name}.adapter.mjs`, import.meta.url);
const verdicts = ({ requirements }: Report) => new Set(requirements.map(({ verdict }) => verdict));

beforeAll(() => {
  process.env.CRASHWORTHY_STALL_MS = '3000';
});

describe.concurrent('a store that loops for ever', () => {
  test.each<[suite: string, message: string | RegExp, found: Verdict[]]>([
    [
      'torn-read',
      /^With readers beside \w+.*, the store ran for 3 seconds \(CRASHWORTHY_STALL_MS\) without giving control back\.$/,
      ['not-testable', 'disabled'],
    ],
    [
      'concurrent-patch',
      'With several clients, after create, the store ran for 3 seconds (CRASHWORTHY_STALL_MS) without giving control back.',
      ['not-testable', 'not-applicable', 'disabled'],
    ],
  ])('in a read beside a write, in %s: a finding about that, and no failure of a recovery', async (suite, message, found) => {
    const report = await judge(store('read-loops-while-writing'), { ...quick, only: [suite] });
    expect(report.findings).toEqual([
      {
        code: 'CW_STORE_LOOPS',
        level: 'error',
        message: typeof message === 'string' ? message : expect.stringMatching(message),
        hint: expect.any(String),
      },
    ]);
    expect(verdicts(report)).toEqual(new Set(found));
    expect(report.verdict).toBe('broken');
  });

  test('where a requirement can be named: that one fails, with its counterexample, and the rest is judged', async () => {
    const report = await judge(store('short-write-loops'), { ...quick, only: ['async-append-rejection'] });
    expect(report.findings).toEqual([]);
    const judged = report.requirements.filter(({ verdict }) => verdict !== 'disabled' && verdict !== 'not-applicable');
    expect(judged.flatMap(({ id, verdict }) => (verdict === 'fail' ? [id] : []))).toEqual(['APPEND-14']);
    expect(new Set(judged.map(({ verdict }) => verdict))).toEqual(new Set(['pass', 'fail']));
    const counterexample = report.requirements.find(({ id }) => id === 'APPEND-14')?.counterexample;
    expect(counterexample).toMatchObject({
      fault: { manner: 'short' },
      observed: LOOPED,
      confirmations: [{ how: 'fresh-worker', result: 'confirmed' }],
    });
    expect(report.verdict).toBe('broken');
  });

  test('after a power loss that it does not claim to survive: a note, and all verdicts stand', async () => {
    const skip = ['corrupt-file-repair', 'async-append-rejection', 'identity'];
    const report = await judge(store('loops-after-power-loss'), { ...quick, skip });
    expect(report.findings).toEqual([
      {
        code: 'CW_OBSERVATION_UNFINISHED',
        level: 'note',
        message: expect.stringMatching(
          /^The store ran for 3 seconds \(CRASHWORTHY_STALL_MS\) without giving control back, after power loss under \w+\./,
        ),
        hint: expect.any(String),
      },
    ]);
    expect(verdicts(report)).toEqual(new Set(['pass', 'not-applicable', 'disabled']));
    expect(new Set(report.observations.map(({ outcome }) => outcome))).toContain('not-tried');
    expect(report.verdict).toBe('conforms');
  });
});
