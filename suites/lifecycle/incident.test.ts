import { expect, test } from 'vitest';
import { checkedIn, failuresOf, runAllInWorker } from '../run-in-worker.test-data.ts';
import { lifecycle } from './suite.ts';

const STAGES = ['before', 'after', 'now'] as const;
const moduleOf = (stage: string) => new URL(`../../dist/fixtures/incidents/5-warm-agent-pool/${stage}.js`, import.meta.url).href;

test('incident 5, before its fix, after it, and now', { timeout: 60_000 }, async () => {
  const runs = await runAllInWorker(lifecycle, STAGES.map(moduleOf));
  for (const [index, stage] of STAGES.entries()) {
    const { facts } = (await import(`../../fixtures/incidents/5-warm-agent-pool/${stage}.ts`)) as {
      facts: { fails: readonly string[]; passes: readonly string[] };
    };
    const run = runs[index];
    if (run === undefined) throw new Error('not run');
    const failed = failuresOf(run);
    expect({ stage, failed }).toEqual({ stage, failed: [...facts.fails].sort() });
    expect(run.replayed.every(({ replay }) => replay.reproduced)).toBe(true);
    const passed = checkedIn(run).filter((id) => !failed.includes(id));
    expect({ stage, passed }).toEqual({ stage, passed: [...facts.passes].sort() });
  }
});
