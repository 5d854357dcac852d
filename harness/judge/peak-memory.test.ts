import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { SAMPLED } from '../../suites/some-of.test-data.ts';

// Memory is bounded by what is alive, whatever a store leaves on its disk. Races have the longest traces. The bench `many-files` measures all suites.

const at = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const cwd = mkdtempSync(path.join(tmpdir(), 'crashworthy-memory-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

/** Some 180 MB are used. It was 870 while waiting schedules were copied and garbage was left to V8. */
const MOST_MB = 400;

test.skipIf(SAMPLED)('a sound store with many files conforms within bounded memory', async () => {
  const args = ['run', at('./test-data/many-files.adapter.mjs'), '--only', 'concurrent-patch', '--no-confirm-kill'];
  const { exitCode, stdout, stdio } = await execa(
    process.execPath,
    ['--import', new URL('../../bench/report-usage.mjs', import.meta.url).href, at('../../dist/harness/cli/main.js'), ...args],
    { cwd, reject: false, stdio: ['ignore', 'pipe', 'pipe', 'pipe'], env: { NO_COLOR: '1' } },
  );
  expect({ exitCode, verdict: stdout.match(/^(CONFORMS|BROKEN)/m)?.[0] }).toEqual({ exitCode: 0, verdict: 'CONFORMS' });
  const { maxRssKb } = JSON.parse(String(stdio[3]));
  expect(maxRssKb / 1000).toBeLessThan(MOST_MB);
});
