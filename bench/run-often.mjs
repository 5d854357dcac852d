import { amount, isBrief } from './amount.mjs';

/** Runs a suite a few times, the first one for the compiler, and adds up what the others did. */
export async function runOften({ host, claims, capabilities, nowMs }, { run, all, count }) {
  const requirements = all.filter((requirement) => requirement.notApplicable(claims, capabilities) === undefined);
  const once = async () => {
    let done;
    const context = { host, claims, capabilities, requirements, effort: amount('default', 'quick'), seed: 1, endless: [] };
    for await (const event of run(context)) {
      if (event.type === 'failure') throw new Error(`${event.requirement}: ${event.core.observed}`);
      if (event.type === 'done') done = event.statistics;
    }
    return done;
  };
  if (!isBrief) await once();
  const total = { count: 0, lives: 0, ms: 0 };
  for (let round = 0; round < amount(3, 1); round++) {
    const start = nowMs();
    const statistics = await once();
    total.ms += nowMs() - start;
    total.count += count(statistics);
    total.lives += statistics.lives;
  }
  return total;
}
