import { expect, test } from 'vitest';
import { checkedIn, failuresOf, runInWorker } from './run-in-worker.test-data.ts';

const STAGES = ['before', 'after', 'now'] as const;
const moduleOf = (stage: string) => new URL(`../../dist/fixtures/incidents/5-warm-agent-pool/${stage}.js`, import.meta.url).href;

test('incident 5, before its fix, after it, and now', { timeout: 60_000 }, async () => {
  const runs = await runInWorker(STAGES.map(moduleOf));
  for (const [index, stage] of STAGES.entries()) {
    const { facts } = (await import(`../../fixtures/incidents/5-warm-agent-pool/${stage}.ts`)) as {
      facts: { fails: readonly string[]; passes: readonly string[] };
    };
    const run = runs[index];
    if (run === undefined) throw new Error('not run');
    const failed = failuresOf(run).map(({ requirement }) => requirement);
    expect({ stage, failed: failed.sort() }).toEqual({ stage, failed: [...facts.fails].sort() });
    expect(run.replays.every(({ reproduced }) => reproduced)).toBe(true);
    const passed = checkedIn(run).filter((id) => !failed.includes(id));
    expect({ stage, passed }).toEqual({ stage, passed: [...facts.passes].sort() });
  }
});
