import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SAMPLED, someOf } from '../../suites/some-of.test-data.ts';
import type { ProbeReport } from '../verdict/probe-report.ts';
import { withoutProgress } from './without-progress.test-data.ts';

// crashworthy probe as people use it: a process, its exit status, and what it prints.

const program = fileURLToPath(new URL('../../dist/harness/cli/main.js', import.meta.url));
const schema = JSON.parse(readFileSync(new URL('../../schema/probe.schema.json', import.meta.url), 'utf8'));
const valid = new Ajv2020({ strict: true, allErrors: true }).compile(schema);
/** Whatever goes wrong, an answer has come by then. */
const LONGEST_MS = 180_000;

let cwd: string;

beforeAll(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'crashworthy-probe-'));
  cpSync(fileURLToPath(new URL('../judge/test-data', import.meta.url)), path.join(cwd, 'stores'), { recursive: true });
  writeFileSync(path.join(cwd, 'in-place.adapter.mjs'), IN_PLACE);
});

afterAll(() => rmSync(cwd, { recursive: true, force: true }));

/** A store that writes in place and claims to survive nothing; it is there after a clean end. */
const IN_PLACE = `
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
export default {
  name: 'in-place',
  claims: { survives: 'nothing' },
  open({ dir }) {
    const fileOf = (session) => dir + '/' + encodeURIComponent(session) + '.json';
    const load = (session) => (existsSync(fileOf(session)) ? JSON.parse(readFileSync(fileOf(session), 'utf8')) : null);
    return {
      read: (session) => load(session),
      patch(session, fields) {
        const { fields: old } = load(session) ?? { fields: {} };
        writeFileSync(fileOf(session), JSON.stringify({ fields: { ...old, ...fields } }));
      },
    };
  },
};
`;

async function crashworthy(args: readonly string[]) {
  const { exitCode, stdout, stderr, timedOut } = await execa(process.execPath, [program, ...args], {
    cwd,
    env: { NO_COLOR: '1' },
    reject: false,
    timeout: LONGEST_MS,
  });
  expect({ args, timedOut }).toEqual({ args, timedOut: false });
  return { exitCode, stdout, stderr: withoutProgress(stderr) };
}

async function probe(target: string, ...options: string[]): Promise<ProbeReport> {
  const { exitCode, stdout, stderr } = await crashworthy(['probe', target, '--effort', 'quick', '--json', ...options]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const result: ProbeReport = JSON.parse(stdout);
  expect(valid(result) ? [] : valid.errors).toEqual([]);
  return result;
}

const refutedIn = ({ guarantees }: ProbeReport, guarantee: string) =>
  guarantees.flatMap((one) => (one.guarantee === guarantee && one.outcome === 'refuted' ? [one.model ?? 'refuted'] : []));

const EVERY_POWER_LOSS = ['ext4', 'xfs', 'btrfs', 'posix', 'failed-fsync'];

/** Where there is little time. */
const short = process.env.CW_DEFECTS_EVERY !== undefined;

// Where there is little time, two of the probes below show this and what follows: a store that survives nothing, and one that survives all of it.
describe.skipIf(short).concurrent('the strongest claims that nothing refuted', () => {
  const survivals: [target: string, survives: string, processKill: string[], powerLoss: string[]][] = [
    ['memory', 'nothing', ['refuted'], EVERY_POWER_LOSS],
    ['json-file', 'power-loss', [], []],
    ['jsonl-log', 'power-loss', [], []],
    ['lowdb', 'process-kill', [], ['xfs', 'btrfs', 'posix']],
    ['defect:rename-without-fsync', 'process-kill', [], ['xfs', 'btrfs', 'posix']],
    ['defect:ignores-failed-fsync', 'process-kill', [], ['failed-fsync']],
    ['defect:truncate-in-place', 'nothing', ['refuted'], EVERY_POWER_LOSS],
  ];
  test.each(survivals)('%s: %s', async (target, survives, processKill, powerLoss) => {
    const result = await probe(target);
    expect(result.strongest?.survives).toBe(survives);
    expect(refutedIn(result, 'process-kill')).toEqual(processKill);
    expect(refutedIn(result, 'power-loss')).toEqual(expect.arrayContaining(powerLoss));
    if (powerLoss.length === 0) expect(refutedIn(result, 'power-loss')).toEqual([]);
  });
});

describe.skipIf(short).concurrent('who may write at once, as far as nothing refuted it', () => {
  const writing: [target: string, writers: string, refuted: string[]][] = [
    ['json-file', 'many-instances', ['many-processes']],
    ['write-file-atomic', 'many-processes', []],
    ['defect:queue-by-spelling', 'one-instance', ['many-instances', 'many-processes']],
    ['defect:no-queue', 'one-instance', ['one-instance', 'many-instances', 'many-processes']],
  ];
  test.each(writing)('%s: %s', async (target, writers, refuted) => {
    const result = await probe(target, '--model', 'process-kill');
    expect(result.strongest?.writers).toBe(writers);
    const levels = result.guarantees.flatMap((one) =>
      one.guarantee === 'writers' && one.outcome === 'refuted' ? [one.writers] : [],
    );
    expect(levels).toEqual(refuted);
  });
});

test.skipIf(short)('a race that the store does not claim to stand is replayed from its file', async () => {
  const result = await probe('json-file', '--model', 'process-kill', '--out', 'races');
  const { counterexampleFile = '' } = result.guarantees.find(({ writers }) => writers === 'many-processes') ?? {};
  const { exitCode, stdout } = await crashworthy(['replay', counterexampleFile]);
  expect(stdout).toMatch(/^Found {5}No order explains /m);
  expect(exitCode).toBe(1);
});

test.skipIf(SAMPLED)('what it found is replayed from its file, also for a store that claims nothing', async () => {
  const result = await probe('./in-place.adapter.mjs', '--model', 'process-kill', '--out', 'found');
  expect(result.store.claims.survives).toBe('nothing');
  expect(result.strongest?.survives).toBe('nothing');
  expect(refutedIn(result, 'process-kill')).toEqual(['refuted']);
  const { counterexampleFile = '' } = result.guarantees[0] ?? {};
  expect(counterexampleFile).toMatch(/^found\//);
  const { exitCode, stdout } = await crashworthy(['replay', counterexampleFile]);
  expect(stdout).toMatch(/^Found {5}Session/m);
  expect(exitCode).toBe(1);
});

test.skipIf(short)('the same seed gives the same probe', async () => {
  const [one, two] = await Promise.all([probe('defect:no-directory-fsync'), probe('defect:no-directory-fsync')]);
  expect({ ...one, times: 0 }).toEqual({ ...two, times: 0 });
});

test.skipIf(short)('prose, with claims to paste', async () => {
  const { exitCode, stdout, stderr } = await crashworthy(['probe', 'json-file', '--effort', 'quick', '--model', 'ext4']);
  expect(stdout).toMatch(/^Power loss\n {2}✓ ext4 +not refuted in \d+ workloads and [\d,]+ crashes$/m);
  expect(stdout).toMatch(/^ {2}✓ many instances +not refuted in [\d,]+ schedules$/m);
  expect(stdout).toMatch(/^ {2}✗ many processes +refuted \(/m);
  expect(stdout).toMatch(/^ {2}claims: \{ survives: 'power-loss', writers: 'many-instances', /m);
  expect(stdout).toContain('Power loss was tried under ext4 alone.');
  expect(stdout).toContain('Not refuted is no proof');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});

describe.concurrent('what cannot be probed', () => {
  test.each(
    someOf([
      ['postgres', 'CW_PROBE_STORES'],
      ['./stores/open-throws.adapter.mjs', 'CW_STORE_OPEN_FAILED'],
      ['./gone.mjs', 'CW_TARGET_MISSING'],
      ['./stores/no-default.adapter.mjs', 'CW_ADAPTER_NO_DEFAULT'],
      ['./stores/writes-outside.adapter.mjs', 'CW_OUTSIDE_WRITE'],
    ]),
  )('%s: %s, exit status 2', async (target, code) => {
    const { exitCode, stdout, stderr } = await crashworthy(['probe', target, '--effort', 'quick']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^error ${code}\n`));
  });
});

test.skipIf(short)('what the store does besides makes it undecided, and no claim is printed', async () => {
  const result = await probe('./stores/large-patch-exits.adapter.mjs');
  expect(result.guarantees[0]?.outcome).toBe('undecided');
  expect(result.strongest).toBeUndefined();
  expect(result.findings.map(({ code }) => code)).toContain('CW_STORE_EXITED');
});
