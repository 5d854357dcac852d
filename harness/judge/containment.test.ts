import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { someOf } from '../../suites/some-of.test-data.ts';
import { withoutProgress } from '../cli/without-progress.test-data.ts';

// Stores that reach beyond what is theirs: the right verdict, or one clear message with its documented status; nothing is left behind.

const program = fileURLToPath(new URL('../../dist/harness/cli/main.js', import.meta.url));
const data = fileURLToPath(new URL('./test-data', import.meta.url));
const LONGEST_MS = 120_000;

let cwd: string;
let outside: string;

beforeAll(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'crashworthy-containment-'));
  outside = path.join(cwd, 'outside');
  mkdirSync(outside);
});

afterAll(() => rmSync(cwd, { recursive: true, force: true }));

async function judge(store: string, ...options: string[]) {
  const only = options.includes('--only') ? [] : ['--only', 'PATCH-1'];
  const args = ['run', path.join(data, store), '--effort', 'quick', ...only, '--no-confirm-kill', '--out', 'out'];
  const { exitCode, stdout, stderr } = await execa(process.execPath, [program, ...args, ...options], {
    cwd,
    env: { NO_COLOR: '1', CW_OUTSIDE: outside, CRASHWORTHY_STALL_MS: '600000' },
    reject: false,
    timeout: LONGEST_MS,
  });
  return { exitCode, stdout, stderr: withoutProgress(stderr) };
}

const hostile = (name: string): string => `hostile/${name}.adapter.mjs`;

test('a broken store that keeps failures from being told is broken', { timeout: LONGEST_MS }, async () => {
  const { exitCode, stdout } = await judge(hostile('drops-failures'), '--only', 'CRASH-1');
  expect(stdout).toMatch(/^BROKEN /m);
  expect(stdout).toMatch(/failed {2}CRASH-1/);
  expect(exitCode).toBe(1);
});

test.each(someOf(['posts-to-judge', 'result-to-json', 'polyfills', 'reads-outside']))(
  '%s changes nothing: it conforms',
  { timeout: LONGEST_MS },
  async (name) => {
    const { exitCode, stdout, stderr } = await judge(hostile(name));
    expect(stdout).toMatch(/^CONFORMS /m);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  },
);

test.each(
  someOf<[name: string, code: string, text: string | RegExp]>([
    [
      'result-throws',
      'CW_ROUND_TRIP',
      'result-throws: read returned something wrong: what read returned cannot be read: fields throws',
    ],
    ['result-proxy', 'CW_ROUND_TRIP', 'fields throws when it is looked at (Error: no peeking)'],
    ['throws-proxy', 'CW_ROUND_TRIP', 'throws-proxy: patch failed: something thrown that itself throws when it is looked at'],
    ['patches-map', 'CW_BUILTINS_CHANGED', 'Map.prototype.has, Set.prototype.has'],
    ['freezes-builtins', 'CW_BUILTINS_CHANGED', 'Object.prototype (frozen)'],
    ['no-process', 'CW_BUILTINS_CHANGED', 'the store changed process,'],
    ['really-exits', 'CW_STORE_EXITED', 'process.reallyExit(0)'],
    ['uses-binding', 'CW_UNSIMULATED_CALL', "process.binding('fs')"],
    ['changes-directory', 'CW_UNSIMULATED_CALL', 'process.chdir'],
    ['large-result', 'CW_ROUND_TRIP', /\.\.\. \(1048\d+ characters\)/],
    ['fills-heap', 'CW_STORE_OUT_OF_MEMORY', 'fills-heap used more than 2 GB of memory'],
    ['fills-buffers', 'CW_STORE_OUT_OF_MEMORY', 'fills-buffers used more than 2 GB of memory'],
    ['writes-absolute', 'CW_OUTSIDE_WRITE', 'outside/written'],
    ['exits-on-import', 'CW_ADAPTER_LOAD', 'the store called process.exit(0)'],
    ['throws-undefined-on-import', 'CW_ADAPTER_LOAD', 'a thrown undefined'],
    ['swallows-rejections', 'CW_STORE_UNHANDLED_REJECTION', 'nobody waits for me'],
    ['links-outside', 'CW_STORE_OPEN_FAILED', 'elsewhere/written'],
  ]),
)('%s is refused: %s', { timeout: LONGEST_MS }, async (name, code, text) => {
  const { exitCode, stdout, stderr } = await judge(hostile(name));
  expect(stderr).toMatch(new RegExp(`^error ${code}\n`));
  expect(stderr).toMatch(text);
  expect(stderr).not.toMatch(/^ {4}at /m);
  expect(stderr.length).toBeLessThan(2_000);
  expect({ exitCode, stdout, written: readdirSync(outside) }).toEqual({ exitCode: 2, stdout: '', written: [] });
});

test.each([
  ['writes-by-shell', 'child_process.execFileSync'],
  ['writes-by-worker', 'worker_threads.Worker'],
])('%s cannot be held back, and is told', { timeout: LONGEST_MS }, async (name, how) => {
  const { exitCode, stdout, stderr } = await judge(hostile(name));
  expect(stdout).toMatch(/CW_NATIVE_CODE/);
  expect(stdout).toContain(how);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  for (const file of readdirSync(outside)) rmSync(path.join(outside, file));
});

test('a stream to a place outside is told, and writes nothing', { timeout: LONGEST_MS }, async () => {
  const { exitCode, stdout } = await judge(hostile('streams-absolute'));
  expect(stdout).toMatch(/CW_OUTSIDE_WRITE[\s\S]*outside\/streamed/);
  expect({ exitCode, written: readdirSync(outside) }).toEqual({ exitCode: 1, written: [] });
});

test.runIf(process.platform === 'linux')(
  'what a store starts and leaves is ended with the run',
  { timeout: LONGEST_MS },
  async () => {
    const before = sleepers();
    const { exitCode, stdout } = await judge(hostile('leaves-children'));
    expect(stdout).toContain('child_process.spawn');
    expect(exitCode).toBe(0);
    expect(sleepers().filter((pid) => !before.includes(pid))).toEqual([]);
  },
);

/** Pids of what `leaves-children` starts. */
function sleepers(): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^sleep\0(600|601)\0$/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
    } catch {
      return false;
    }
  });
}

describe('a report that does not arrive', () => {
  const shell = (line: string) =>
    execa('bash', ['-c', line], { cwd, env: { NO_COLOR: '1', NODE: process.execPath, PROGRAM: program }, reject: false });

  test.runIf(process.platform === 'linux')('on a full disk', async () => {
    const { exitCode, stderr } = await shell('"$NODE" "$PROGRAM" list > /dev/full');
    expect(stderr).toMatch(/^error CW_REPORT_UNWRITABLE\n.*ENOSPC/);
    expect(exitCode).toBe(2);
  });

  test('on a pipe that is closed', async () => {
    const { exitCode, stderr } = await shell('set -o pipefail; "$NODE" "$PROGRAM" list | true');
    expect(stderr).toMatch(/^error CW_REPORT_UNWRITABLE\n.*EPIPE/);
    expect(exitCode).toBe(2);
  });
});
