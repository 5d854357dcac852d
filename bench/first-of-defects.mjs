import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(import.meta.url);

if (process.argv[1] === HERE && process.argv[2] !== undefined) await findFirst(process.argv[2], process.argv[3]);

/** Judges a defect by one suite alone, in a worker as a run does, until that tells of a failure. */
async function findFirst(defect, name) {
  const { runInThread } = await import('../dist/harness/judge/store-thread.js');
  const { resolveTarget } = await import('../dist/harness/judge/target.js');
  const { suiteNamed } = await import('../dist/harness/judge/requirements.js');
  const { PERSISTENCE_MODELS: models } = await import('../dist/harness/verdict/counterexample.js');
  const requirements = suiteNamed(name).requirements.map(({ id }) => id);
  const fixed = { effort: 'default', seed: 1, models, depth: 1, learned: {} };
  const job = { do: 'judge', target: resolveTarget(`defect:${defect}`), part: 0, requirements, ...fixed };
  await runInThread(job, { onMessage: ({ type }) => type === 'failure' && process.exit(0) });
  process.exit(1);
}

/**
 * How long it takes, in milliseconds, from the start of a process to the first counterexample of each defect that fails something of this suite: found, shrunk and
 * explained, before it is confirmed. One after the other, the median of several runs each.
 */
export async function* firstOfDefects(suite, { runs, most }) {
  const { defects } = await import('../dist/fixtures/index.js');
  const { suiteNamed } = await import('../dist/harness/judge/requirements.js');
  const ids = suiteNamed(suite).requirements.map(({ id }) => id);
  // Defects of other suites are found by other means, and programs elsewhere.
  const own = Object.entries(defects).filter(
    ([, { fails, program }]) => program === undefined && fails.some((id) => ids.includes(id)),
  );
  for (const [defect] of own.slice(0, most)) {
    const times = [];
    for (let run = 0; run < runs; run++) times.push(await timeOfOne(defect, suite));
    yield { defect, value: median(times) };
  }
}

export function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

async function timeOfOne(defect, suite) {
  const start = performance.now();
  const child = spawn(process.execPath, ['--no-warnings', HERE, defect, suite], { stdio: 'inherit' });
  const status = await new Promise((resolve) => child.on('exit', resolve));
  if (status !== 0) throw new Error(`no counterexample of ${defect} was found`);
  return performance.now() - start;
}
