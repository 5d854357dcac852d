import { beforeAll, describe, expect, test } from 'vitest';
import { SAMPLED, someOf } from '../../suites/some-of.test-data.ts';
import { LOOPED } from '../verdict/looped.ts';
import type { Report } from '../verdict/report.ts';
import { judge } from './judge.ts';

// What is said of a store that loops for ever, by where it does. After a crash that it claims to survive: main.test.ts.

const quick = { effort: 'quick', confirmKill: false, out: false } as const;
const store = (name: string) => new URL(`./test-data/${name}.adapter.mjs`, import.meta.url);
const verdicts = ({ requirements }: Report) => new Set(requirements.map(({ verdict }) => verdict));

beforeAll(() => {
  process.env.CRASHWORTHY_STALL_MS = '1000';
});

describe.concurrent('a store that loops for ever', () => {
  test.each(
    someOf<[where: string, name: string, only: string, requirement: string, counterexample: object]>([
      ['after a crash', 'recovery-loops', SAMPLED ? 'CRASH-1 CRASH-3' : 'crash-injection', 'CRASH-3', { scenario: 'crash' }],
      ['in a write that fell short', 'short-write-loops', 'async-append-rejection', 'APPEND-14', { fault: { manner: 'short' } }],
      ['on one id', 'id-loops', 'identity', 'IDENT-3', { sessions: expect.arrayContaining(['..']) }],
      ['in a race', 'race-loops', 'concurrent-patch', 'PATCH-1', { turns: expect.arrayContaining([{ client: 'client-2' }]) }],
      ['on an empty file', 'damage-loops', 'corrupt-file-repair', 'REPAIR-1', { damage: { kind: 'empty' } }],
      ['in a read beside a write', 'read-loops-while-writing', 'torn-read', 'TORN-2', { schedule: { reader: 'same-instance' } }],
    ]),
  )('%s: what was tried fails, with its counterexample, and the rest is judged', async (_, name, only, requirement, given) => {
    const report = await judge(store(name), { ...quick, only: only.split(' ') });
    const judged = report.requirements.filter(({ verdict }) => verdict !== 'disabled' && verdict !== 'not-applicable');
    expect(judged.flatMap(({ id, verdict }) => (verdict === 'pass' ? [] : [`${id} ${verdict}`]))).toContain(
      `${requirement} fail`,
    );
    const counterexample = judged.find(({ id }) => id === requirement)?.counterexample;
    expect(counterexample?.story.length).toBeGreaterThan(2);
    expect(counterexample).toMatchObject({
      ...given,
      observed: LOOPED,
      confirmations: [{ how: 'fresh-worker', result: 'confirmed' }],
    });
    expect(report.findings.filter(({ level }) => level !== 'note')).toEqual([]);
    expect(judged.map(({ verdict }) => verdict)).toContain('pass');
    expect(judged.map(({ verdict }) => verdict)).not.toContain('not-testable');
    expect(report.verdict).toBe('broken');
  });

  test.skipIf(SAMPLED)('after a power loss that it does not claim to survive: a note, and all verdicts stand', async () => {
    // One power loss is enough, and each that loops takes its while.
    const report = await judge(store('loops-after-power-loss'), {
      ...quick,
      models: ['process-kill', 'ext4'],
      only: SAMPLED ? ['CRASH-1', 'CRASH-3', 'CRASH-8'] : ['crash-injection'],
    });
    expect(report.findings).toEqual([
      {
        code: 'CW_OBSERVATION_UNFINISHED',
        level: 'note',
        message: expect.stringMatching(
          /^The store ran for 1 second \(CRASHWORTHY_STALL_MS\) without giving control back, after power loss under \w+\./,
        ),
        hint: expect.any(String),
      },
    ]);
    expect(verdicts(report)).toEqual(new Set(['pass', 'not-applicable', 'disabled']));
    expect(new Set(report.observations.map(({ outcome }) => outcome))).toContain('not-tried');
    expect(report.verdict).toBe('conforms');
  });
});
