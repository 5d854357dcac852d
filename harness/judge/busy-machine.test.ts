import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SAMPLED } from '../../suites/some-of.test-data.ts';

// A busy machine decides nothing: what is judged beside many processes that want the same core is told as on an idle one, byte for byte
// but for the times, and for what real processes did when real time alone decided who came first. `npm run test:busy` runs all of it five times,
// which takes an hour; by itself this test is shorter.

const MAIN = fileURLToPath(new URL('../../dist/harness/cli/main.js', import.meta.url));
const CORE = '0';
/** Keeps a core busy, but not longer than there is somebody who ends it. */
const KEEPS_BUSY = 'const { ppid } = process; while (process.ppid === ppid);';
const {
  CW_BUSY_ROUNDS: rounds,
  CW_BUSY_PROCESSES: busy = '20',
  CW_BUSY_TARGETS: targets = 'memory defect:truncate-in-place+CRASH-1',
} = process.env;
const ROUNDS = Number(rounds ?? 1);
const BUSY = Number(busy);
const TARGETS = targets.split(' ').map((target) => target.split('+'));

/** What real processes did is not compared but for what they were tried for. */
const CONFIRMS = SAMPLED ? ['--no-confirm-kill'] : [];

const cwd = mkdtempSync(path.join(tmpdir(), 'crashworthy-busy-'));
const others: ChildProcess[] = [];

async function judged(target: string, only: readonly string[], { busy }: { busy: boolean }): Promise<string> {
  const reports = path.join(cwd, `${busy}.json`);
  const args = [MAIN, 'run', target, '--effort', 'quick', '--reporter', `json=${reports}`, ...CONFIRMS];
  for (const id of only) args.push('--only', id);
  const command = busy ? ['taskset', '-c', CORE, process.execPath] : [process.execPath];
  const [program = '', ...before] = command;
  const child = spawn(program, [...before, ...args], { cwd, stdio: 'ignore' });
  await once(child, 'exit');
  return comparable(readFileSync(reports, 'utf8'));
}

/** What two runs of the same version, seed and store have in common. */
function comparable(report: string): string {
  const isReal = (value: unknown): boolean => typeof value === 'object' && value !== null && 'timing' in value;
  const parsed: unknown = JSON.parse(report, (key, value: unknown) => {
    if (key === 'times') return undefined;
    return key === 'confirmations' && Array.isArray(value) ? value.filter((one) => !isReal(one)) : value;
  });
  return JSON.stringify(parsed, null, 2);
}

describe.skipIf(!existsSync('/usr/bin/taskset'))(`beside ${BUSY} busy processes on one core`, () => {
  const idle = new Map<string, string>();

  beforeAll(async () => {
    for (const [target = '', ...only] of TARGETS) idle.set(target, await judged(target, only, { busy: false }));
    for (let one = 0; one < BUSY; one++) {
      others.push(spawn('taskset', ['-c', CORE, process.execPath, '-e', KEEPS_BUSY], { stdio: 'ignore' }));
    }
  }, 0);

  afterAll(() => {
    for (const one of others) one.kill('SIGKILL');
    rmSync(cwd, { recursive: true, force: true });
  });

  test.each(TARGETS.flatMap((target) => Array.from({ length: ROUNDS }, (_, round) => [target, round + 1] as const)))(
    '%j is told as on an idle machine: round %i',
    async ([target = '', ...only]) => {
      expect(await judged(target, only, { busy: true })).toBe(idle.get(target));
    },
    0,
  );
});
