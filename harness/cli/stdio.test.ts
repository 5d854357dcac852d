import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SAMPLED, someOf } from '../../suites/some-of.test-data.ts';
import { lackingMount } from '../disk/mount/lacking-mount.ts';
import type { ProbeReport } from '../verdict/probe-report.ts';
import type { Report } from '../verdict/report.ts';

// Programs over stdio as people judge them: a command line, its exit status, and what it prints.

const main = fileURLToPath(new URL('../../dist/harness/cli/main.js', import.meta.url));
const BAD = fileURLToPath(new URL('../host/stdio/test-data/bad-program.mjs', import.meta.url));
const bad = (mode: string): string => `'${process.execPath}' '${BAD}' ${mode}`;
/** A bound for what hangs, on a machine that is busy with other things too. */
const LONGEST_MS = 200_000;

/** Hosts on which programs run. What is read of a program is read by the same code on both, so that most of it is tried on one of them. */
const lacking = await lackingMount();
if (lacking !== undefined) console.warn(`Skipped: no program is judged on a mounted disk here: ${lacking}.`);
const MOUNTED = lacking === undefined ? 'mounted' : 'process';
/** The note on where a program is judged that was not told. */
const CHOSEN = lacking === undefined ? 'CW_MOUNTED_CHOSEN' : 'CW_HOST_CHOSEN';
const BOTH = lacking === undefined ? ['process', 'mounted'] : ['process'];

let cwd: string;

beforeAll(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'crashworthy-stdio-'));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true, maxRetries: 10 }), LONGEST_MS);

/** Whether the command line of a process has this file in it. */
function namesIt(pid: string, file: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(file);
  } catch {
    return false;
  }
}

async function crashworthy(args: readonly string[], env: { [name: string]: string } = {}) {
  const options = { cwd, env: { NO_COLOR: '1', ...env }, reject: false, timeout: LONGEST_MS } as const;
  const { exitCode, stdout, stderr, timedOut } = await execa(process.execPath, [main, ...args], options);
  expect({ args, timedOut }).toEqual({ args, timedOut: false });
  return { exitCode, stdout, stderr };
}

describe('what is wrong with a program is one message, with a code and an exit status:', () => {
  const modes: readonly [mode: string, status: number, code: string, host?: string][] = [
    ['noise', 2, 'CW_STDIO_NOISE'],
    ['twice', 2, 'CW_STDIO_ANSWER', MOUNTED],
    ['other-id', 2, 'CW_STDIO_ANSWER', 'process'],
    ['unknown-escape', 2, 'CW_STDIO_ANSWER', 'process'],
    ['endless-line', 2, 'CW_STDIO_LINE', MOUNTED],
    ['version-2', 2, 'CW_STDIO_VERSION', MOUNTED],
    ['exits-at-once', 2, 'CW_STDIO_EXITED'],
    ['chdir', 2, 'CW_STDIO_DIRECTORY'],
    ['killed', 3, 'CW_STDIO_KILLED'],
    ['half-a-line', 2, 'CW_STORE_EXITED', MOUNTED],
    ['exits', 2, 'CW_STORE_EXITED', 'process'],
    ['background', 2, 'CW_STORE_UNCAUGHT'],
    ['sleeps', 2, 'CW_STORE_HANGS', 'process'],
    ['loops', 2, 'CW_STORE_HANGS', MOUNTED],
  ];
  const everywhere = BOTH.flatMap((host) =>
    modes
      .filter(([, , , only]) => only === undefined || only === host)
      .map(([mode, status, code]) => [host, mode, status, code] as const),
  );
  test.each(someOf(everywhere))('on --host %s: %s: %i, %s', async (host, mode, status, code) => {
    const args = ['run', '--stdio', bad(mode), '--host', host, '--effort', 'quick'];
    const run = await crashworthy(args, { CRASHWORTHY_CALL_MS: '2000' });
    expect({ ...run, stderr: run.stderr.split('\n')[0] }).toEqual({ exitCode: status, stdout: '', stderr: `error ${code}` });
  });

  test('never-says-hello: 2, CW_STDIO_NO_HELLO', async () => {
    const args = ['run', '--stdio', bad('never-says-hello'), '--host', MOUNTED];
    const run = await crashworthy(args, { CRASHWORTHY_START_MS: '2000' });
    expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('error CW_STDIO_NO_HELLO') });
  });

  test.each(
    someOf([
      ['late-noise', 2, 'CW_STDIO_NOISE'],
      ['late-exit', 2, 'CW_STDIO_EXITED'],
    ]),
  )('%s, in a race: %i, %s', async (mode, status, code) => {
    const args = ['run', '--stdio', bad(mode), '--host', 'process', '--effort', 'quick', '--only', 'PATCH-2'];
    const run = await crashworthy(args);
    expect(run).toMatchObject({ exitCode: status, stdout: '', stderr: expect.stringContaining(`error ${code}`) });
  });

  test.runIf(process.platform === 'linux').each(someOf(BOTH))(
    'forks: what leaves the process group is killed as well, life by life, on --host %s',
    async (host) => {
      const file = path.join(cwd, `written-on-${host}`);
      const program = `'${process.execPath}' '${BAD}' forks '${file}'`;
      const run = await crashworthy(['run', '--stdio', program, '--host', host, '--effort', 'quick', '--only', 'IDENT-6']);
      expect(run.exitCode).toBe(0);
      expect(readdirSync('/proc').filter((pid) => namesIt(pid, file))).toEqual([]);
    },
  );

  test.each(
    someOf([
      [['--stdio', '/no/such/program', '--host', MOUNTED], 'CW_STDIO_COMMAND'],
      [['--stdio', '/no/such/program', '--host', 'process'], 'CW_STDIO_COMMAND'],
      [['--stdio', "python3 'x"], 'CW_STDIO_COMMAND'],
      [['--stdio', bad('good'), '--host', 'simulated'], 'CW_STDIO_HOST'],
      [['--stdio', bad('good'), '--host', 'process', '--model', 'ext4'], 'CW_MODEL_NEEDS_SIMULATED'],
      [['json-file', '--stdio', bad('good')], 'CW_USAGE_EXTRA'],
    ]),
  )('%j: 2, %s', async (args, code) => {
    const run = await crashworthy(args);
    expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(`error ${code}`) });
  });
});

test('in real processes what needs a crash inside a program is not testable', async () => {
  const judged = ['--only', 'IDENT-6', '--only', 'CRASH-3', '-r', 'json'];
  const args = ['--stdio', bad('good'), '--host', 'process', '--effort', 'quick', ...judged];
  const { exitCode, stdout } = await crashworthy(args);
  const report: Report = JSON.parse(stdout);
  expect(report).toMatchObject({
    host: 'process',
    verdict: 'incomplete',
    store: { target: `stdio:${bad('good')}`, name: 'bad-program', operations: ['append'] },
  });
  expect(report.findings.map(({ code }) => code)).toEqual(['CW_CHANGES_UNSEEN']);
  expect(report.requirements.filter(({ verdict }) => verdict !== 'disabled' && verdict !== 'not-applicable')).toMatchObject([
    { id: 'CRASH-3', verdict: 'not-testable', reason: expect.stringContaining('the store is a program of its own') },
    { id: 'IDENT-6', verdict: 'pass' },
  ]);
  expect(exitCode).toBe(1);
});

test('a module may name the program; it is judged on a mounted disk where there can be one, else in real processes, which is said', async () => {
  const argv = [process.execPath, BAD, 'good'];
  writeFileSync(path.join(cwd, 'program.mjs'), `export default { stdio: ${JSON.stringify(argv)}, env: { A: 'b' } };`);
  writeFileSync(path.join(cwd, 'wrong.mjs'), 'export default { stdio: [] };');
  const { exitCode, stdout } = await crashworthy(['./program.mjs', '--only', 'IDENT-6', '--effort', 'quick', '-r', 'json']);
  const report: Report = JSON.parse(stdout);
  expect(report).toMatchObject({ host: MOUNTED, verdict: 'conforms', findings: [{ code: CHOSEN }] });
  expect(exitCode).toBe(0);
  expect(await crashworthy(['./program.mjs', '--only', 'IDENT-6', '--host', 'simulated'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('error CW_STDIO_HOST'),
  });
  const looked = await crashworthy(['doctor', './program.mjs']);
  expect(looked.stdout).toContain('5 MiB in one line');
  expect(looked.stdout).toMatch(/^ok {4}it ends when it is told to$/m);
  expect(looked.exitCode).toBe(0);
  expect(await crashworthy(['./wrong.mjs'])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('CW_ADAPTER_KEY') });
});

test('a counterexample of a program can be replayed, and a program that ends is not probed', async () => {
  const failed = await crashworthy([
    '--stdio',
    bad('one-session'),
    '--only',
    'IDENT-1',
    '--effort',
    'quick',
    '--verbose',
    '-o',
    'out',
  ]);
  expect(failed.stdout).toMatch(/✗ IDENT-1/);
  expect(failed.stdout).toContain(`note ${CHOSEN}`);
  expect(failed.exitCode).toBe(1);
  expect(await crashworthy(['replay', 'out/bad-program-IDENT-1.json'])).toMatchObject({ exitCode: 1 });
  const ended = await crashworthy(['probe', '--stdio', bad('exits-at-once')]);
  expect(ended).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('error CW_STDIO_EXITED') });
});

// A whole probe takes long, and is the same for every store that can be judged.
test.skipIf(SAMPLED)('a program can be probed', async () => {
  const probed = await crashworthy(['probe', '--stdio', bad('good'), '--effort', 'quick', '--model', 'process-kill', '--json']);
  expect(probed.exitCode).toBe(0);
  const probe: ProbeReport = JSON.parse(probed.stdout);
  expect(probe.store).toMatchObject({ name: 'bad-program', claims: { survives: 'nothing' } });
});

describe('doctor says what of the protocol a program keeps:', () => {
  test.each(
    someOf([
      ['exits-at-once', 2, /CW_STDIO_EXITED/],
      ['noise', 2, /^FAIL {2}error CW_STDIO_NOISE/m],
      ['stays', 2, /^FAIL {2}it ends when it is told to: it did not, and was killed$/m],
      ['sleeps', 2, /^FAIL {2}5 MiB in one line: append was not answered/m],
      ['acknowledges-all', 2, /^FAIL {2}an unknown operation is refused: it was acknowledged$/m],
    ]),
  )('%s', async (mode, status, line) => {
    const { exitCode, stdout } = await crashworthy(['doctor', '--stdio', bad(mode)], { CRASHWORTHY_CALL_MS: '2000' });
    expect(stdout).toMatch(line);
    expect(exitCode).toBe(status);
  });
});
