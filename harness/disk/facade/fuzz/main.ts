import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { Disk } from '../../disk.ts';
import { SimulatedKernel } from '../../simulated-kernel.ts';
import { installFileSystem } from '../install.ts';
import { type ApiCall, apiCalls } from './api-call.ts';
import { ApiRun } from './api-run.ts';

/**
 * Runs random call sequences on the simulated disk and on the real one, both through the installed facade, and compares everything
 * that they say. Arguments: runs and seed. Prints one JSON object; exits 1 on a divergence. A process of its own, since it replaces `node:fs`.
 */
async function main(runs: number, seed: number): Promise<void> {
  process.removeAllListeners('warning');
  const { real, mount } = installFileSystem();
  const shared = real.fs.existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const scratch = real.fs.realpathSync(real.fs.mkdtempSync(`${shared}/crashworthy-facade-`));
  let count = 0;
  const property = fc.asyncProperty(apiCalls, async (calls) => {
    count++;
    const root = `/cw-${count}`;
    const kernel = new SimulatedKernel({ disk: Disk.empty(0), root, conditions: { umask: process.umask() }, nowMs: Date.now });
    const mounted = mount({ root, kernel });
    const simulated = await narrate(calls, `${root}/base`);
    mounted.unmount();
    const actual = await narrate(calls, `${scratch}/${count}/base`);
    real.fs.rmSync(`${scratch}/${count}`, { recursive: true, force: true });
    for (const [at, line] of actual.entries()) {
      if (simulated[at] !== line) throw new Error(`line ${at}\n  real      ${line}\n  simulated ${simulated[at]}`);
    }
  });
  const startedMs = performance.now();
  const details = await fc.check(property, { numRuns: runs, seed, endOnFailure: false, interruptAfterTimeLimit: 300_000 });
  real.fs.rmSync(scratch, { recursive: true, force: true });
  console.log(
    JSON.stringify({
      failed: details.failed,
      runs: details.numRuns,
      seconds: Math.round((performance.now() - startedMs) / 100) / 10,
    }),
  );
  if (!details.failed) return;
  console.log(`${fc.defaultReportMessage(details)}\n${String(details.errorInstance)}`);
  process.exitCode = 1;
}

async function narrate(calls: readonly ApiCall[], base: string): Promise<string[]> {
  const run = new ApiRun(base);
  run.populate();
  const lines: string[] = [];
  for (const call of calls) lines.push(await run.perform(call));
  return [...lines, await run.closeAll(), ...run.tree()];
}

await main(Number(process.argv[2] ?? 1000), Number(process.argv[3] ?? 20_261_121));
