import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SAMPLED } from '../../suites/some-of.test-data.ts';
import type { Report } from '../verdict/report.ts';
import { sumOf } from '../verdict/statistics.ts';

const program = fileURLToPath(new URL('../../dist/harness/cli/main.js', import.meta.url));
/** A bound for what hangs, on a machine that is busy with other things too. */
const LONGEST_MS = 200_000;

type Interrupted = Pick<Report, 'verdict' | 'statistics'>;

interface Planned {
  readonly host: string;
  readonly store: string;
  readonly temporary: string;
  readonly afterMs: number;
}

let cwd: string;

beforeAll(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'crashworthy-interrupted-'));
});

// A process that was killed may still be on its way out.
afterAll(() => rmSync(cwd, { recursive: true, force: true, maxRetries: 10 }), LONGEST_MS);

describe('Ctrl-C', () => {
  const hosts: [where: string, host: string, store: string, usualMs: number][] = [
    ['the simulated disk', 'simulated', 'json-file', 3000],
    // Images are counted when a workload has come to its end: a log has the fewest changes, each of which is a crash point.
    ['real processes', 'process', 'jsonl-log', 6000],
  ];
  test.each(SAMPLED ? hosts.slice(0, 1) : hosts)(
    'on %s: a partial report, exit status 130, and nothing is left',
    async (_where, host, store, usualMs) => {
      const temporary = path.join(cwd, `tmp-${host}`);
      mkdirSync(temporary);
      let report = await interrupted({ host, store, temporary, afterMs: usualMs });
      // On a busy machine nothing may have been checked by then: later.
      for (let later = 2; imagesIn(report) === 0 && later <= 16; later *= 2)
        report = await interrupted({ host, store, temporary, afterMs: usualMs * later });
      expect(report?.verdict).toBe('interrupted');
      expect(imagesIn(report)).toBeGreaterThan(0);
      expect(readdirSync(temporary)).toEqual([]);
    },
  );

  const imagesIn = (report: Interrupted | undefined) => (report === undefined ? 0 : sumOf(report.statistics, 'images'));

  /** Nothing where the run had not begun. */
  async function interrupted(of: Planned): Promise<Interrupted | undefined> {
    const { host, store, temporary, afterMs } = of;
    const file = `interrupted-${host}.json`;
    const which = ['--only', 'crash-injection', '--effort', 'thorough', '--host', host];
    const args = ['run', store, ...which, '--reporter', `json=${file}`];
    // A terminal sends the signal to the whole group.
    const running = execa(process.execPath, [program, ...args], {
      cwd,
      env: { NO_COLOR: '1', TMPDIR: temporary },
      reject: false,
      timeout: LONGEST_MS,
      detached: true,
    });
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    const { pid } = running;
    if (pid === undefined) throw new Error('it did not start');
    // Once for the run, and once more by somebody who is in a hurry: the report comes all the same.
    process.kill(-pid, 'SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.kill(-pid, 'SIGINT');
    const { exitCode, stdout } = await running;
    expect(exitCode).toBe(130);
    expect(() => process.kill(-pid, 0)).toThrow('ESRCH');
    if (stdout === '') return undefined;
    expect(stdout).toMatch(/^INTERRUPTED /m);
    return JSON.parse(readFileSync(path.join(cwd, file), 'utf8'));
  }
});
