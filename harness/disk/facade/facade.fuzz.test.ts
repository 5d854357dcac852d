import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { SAMPLED } from '../../../suites/some-of.test-data.ts';

const RUNS = Math.ceil(Number(process.env.CW_FUZZ_RUNS ?? 20_000) / (SAMPLED ? 2 : 1));
const SEEDS = [20_261_121, 20_261_122];
const main = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../dist/harness/disk/facade/fuzz/main.js');

test(`${RUNS} random call sequences give the same on the simulated disk and on the real one`, { timeout: 300_000 }, async () => {
  const runs = Math.ceil(RUNS / SEEDS.length);
  // Each in a process of its own, since it replaces the functions of node:fs.
  const outputs = await Promise.all(SEEDS.map((seed) => outputOf([main, String(runs), String(seed)])));
  for (const output of outputs) {
    expect(output).toMatch(/^\{/);
    expect(JSON.parse(output.split('\n')[0] ?? ''), output).toMatchObject({ failed: false, runs });
  }
});

async function outputOf(args: string[]): Promise<string> {
  try {
    return (await promisify(execFile)(process.execPath, args, { maxBuffer: 1 << 26 })).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    return stdout || String(stderr ?? error);
  }
}
