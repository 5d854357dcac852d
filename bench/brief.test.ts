import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { SAMPLED, someOf } from '../suites/some-of.test-data.ts';

// A bench is run rarely, and what it imports moves. Here each runs just long enough to see that it still does.

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = path.join(root, 'bench');
const LONGEST_MS = 60_000;

const measurements = readdirSync(folder)
  .filter((file) => file.endsWith('.mjs') && readFileSync(path.join(folder, file), 'utf8').includes("from './print.mjs'"))
  .map((file) => path.basename(file, '.mjs'));

test('there are benches', () => {
  expect(measurements).toContain('crash-images');
});

/** They start processes for all that they measure, which takes time that there is not where a sample has to do. */
const OF_PROCESSES = ['against-sigkill', 'mounted-recoveries'];
const others = measurements.filter((name) => !OF_PROCESSES.includes(name));

test.each(SAMPLED ? someOf(others) : measurements)('%s runs, and prints JSON', { timeout: LONGEST_MS }, async (name) => {
  const { exitCode, stdout, stderr } = await execa(process.execPath, ['bench/main.mjs', name, '--brief'], {
    cwd: root,
    reject: false,
  });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const lines = stdout.split('\n');
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) {
    expect(JSON.parse(line)).toMatchObject({ name: expect.any(String), value: expect.any(Number), unit: expect.any(String) });
  }
});

test('a bench that does not exist is no success', async () => {
  const { exitCode, stderr } = await execa(process.execPath, ['bench/main.mjs', 'no-such-bench', '--brief'], {
    cwd: root,
    reject: false,
  });
  expect(exitCode).toBe(1);
  expect(stderr).toContain('There is no no-such-bench');
});
