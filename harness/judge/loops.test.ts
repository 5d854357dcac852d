import { beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../verdict/report.ts';
import { judge } from './judge.ts';

// What is said of a store that loops for ever, by where it does. After a crash that it claims to survive: main.test.ts.

const quick = { effort: 'quick', confirmKill: false, out: false } as const;
const store = (name: string) => new URL(`./test-data/${name}.adapter.mjs`, import.meta.url);
const verdicts = ({ requirements }: Report) => new Set(requirements.map(({ verdict }) => verdict));

beforeAll(() => {
  process.env.CRASHWORTHY_STALL_MS = '3000';
});

describe.concurrent('a store that loops for ever', () => {
  test('in a read beside a write: a finding about that, and no failure of a recovery', async () => {
    const report = await judge(store('read-loops-while-writing'), quick);
    expect(report.findings).toEqual([
      {
        code: 'CW_STORE_LOOPS',
        level: 'error',
        message: expect.stringMatching(
          /^With readers beside \w+.*, the store ran for 3 seconds \(CRASHWORTHY_STALL_MS\) without giving control back\.$/,
        ),
        hint: expect.any(String),
      },
    ]);
    expect(verdicts(report)).toEqual(new Set(['not-testable', 'not-applicable']));
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
