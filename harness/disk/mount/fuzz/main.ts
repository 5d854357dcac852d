import fs from 'node:fs';
import fc from 'fast-check';
import { describeTree, type FuzzCall, FuzzRun, fuzzCalls } from '../../kernel-fuzz.ts';
import { RealKernel } from '../../real-kernel.ts';

/**
 * Runs random sequences of calls in two directories, which are on a mounted disk and on a real one, and compares everything that they say.
 * Arguments: the directories, runs and seed. Prints one JSON object; exits 1 on a divergence. A program of its own, since the mounted
 * directory is there only inside.
 */
function main(directories: readonly [string, string], runs: number, seed: number): void {
  const bases = equallyLong(directories);
  for (const base of bases) fs.mkdirSync(base, { recursive: true });
  let count = 0;
  const compare = (populated: boolean, calls: FuzzCall[]): void => {
    const name = `run-${count++}`;
    const [mounted = [], actual = []] = bases.map((base) => narrate(`${base}/${name}`, populated, calls));
    for (const [at, line] of actual.entries()) {
      if (mounted[at] !== line) throw new Error(`line ${at}\n  real    ${line}\n  mounted ${mounted[at]}`);
    }
  };
  const startedMs = performance.now();
  const calls = fuzzCalls({ privileged: process.getuid?.() === 0 && !isMappedUser() });
  const details = fc.check(fc.property(fc.boolean(), calls, compare), { numRuns: runs, seed, endOnFailure: false });
  const seconds = Math.round((performance.now() - startedMs) / 100) / 10;
  console.log(JSON.stringify({ failed: details.failed, runs: details.numRuns, seconds }));
  if (!details.failed) return;
  console.log(`${fc.defaultReportMessage(details)}\n${String(details.errorInstance)}`);
  process.exitCode = 1;
}

function narrate(root: string, populated: boolean, calls: readonly FuzzCall[]): string[] {
  fs.mkdirSync(root);
  const kernel = new RealKernel(fs, { root });
  FuzzRun.makeBase(kernel, root, populated);
  const run = new FuzzRun(kernel, root);
  run.openFirst();
  try {
    const lines = calls.map((call) => `${run.perform(call)} from ${JSON.stringify(call).slice(0, 200)}`);
    return [...lines, ...run.finish(), ...describeTree(kernel, root).slice(1)];
  } finally {
    run.finish();
    fs.rmSync(root, { recursive: true, force: true });
  }
}

/** Absolute links then have the same size. */
function equallyLong(directories: readonly [string, string]): string[] {
  const longest = Math.max(...directories.map((directory) => directory.length));
  return directories.map((directory) => `${directory}/${'m'.repeat(longest - directory.length + 1)}`);
}

/** Root of a user namespace that knows no other users: it cannot give files away. */
function isMappedUser(): boolean {
  return !/^\s*0\s+0\s+4294967295/.test(fs.readFileSync('/proc/self/uid_map', 'latin1'));
}

const [mounted, real, runs, seed] = process.argv.slice(2);
if (mounted === undefined || real === undefined) throw new Error('the two directories are missing');
main([mounted, real], Number(runs ?? 1000), Number(seed ?? 20_260));
