// From the start of a process to the first counterexample of a store in Python, found on a mounted disk, shrunk, and confirmed by a real SIGKILL.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { amount } from './amount.mjs';
import { median } from './first-of-defects.mjs';
import { print } from './print.mjs';
import { lackingPython } from './python-store.mjs';

const HERE = fileURLToPath(import.meta.url);
const TARGET = 'incident:2/before-python';
const RUNS = amount(3, 1);

if (process.argv[2] === TARGET) await findFirst();
else {
  const base = { name: `start to first counterexample, ${TARGET} on mounted (median of ${RUNS})`, unit: 'ms' };
  const missing = lackingPython();
  if (missing === undefined) print({ ...base, ...(await measured()) });
  else print({ ...base, value: 0, skipped: missing });
}

async function findFirst() {
  const { judge } = await import('../dist/harness/judge/judge.js');
  try {
    await judge(TARGET, { host: 'mounted', bail: true, out: false, onFailure: () => process.exit(0) });
  } catch (error) {
    if (error.code !== 'CW_NO_MOUNT') throw error;
    process.exit(2);
  }
}

async function measured() {
  const times = [];
  for (let run = 0; run < RUNS; run++) {
    const start = performance.now();
    const child = spawn(process.execPath, ['--no-warnings', HERE, TARGET], { stdio: 'inherit' });
    const status = await new Promise((resolve) => child.on('exit', resolve));
    if (status === 2) return { value: 0, skipped: 'no disk can be mounted' };
    if (status !== 0) throw new Error(`no counterexample of ${TARGET} was found`);
    times.push(performance.now() - start);
  }
  return { value: median(times) };
}
