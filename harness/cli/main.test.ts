import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SAMPLED, someOf } from '../../suites/some-of.test-data.ts';
import { sumOf } from '../verdict/statistics.ts';
import { withoutProgress } from './without-progress.test-data.ts';

// The command line as people use it: a process, its exit status, and what it prints.

const program = fileURLToPath(new URL('../../dist/harness/cli/main.js', import.meta.url));
const data = fileURLToPath(new URL('../judge/test-data', import.meta.url));
const QUICK = ['--effort', 'quick', '--no-confirm-kill'];
const CRASHES = ['--only', 'crash-injection'];
/** What is judged fastest of all, where it does not matter what is judged. */
const ONE_RACE = ['--only', 'PATCH-1'];
/** A bound for what hangs, on a machine that is busy with other things too. */
const LONGEST_MS = 200_000;
/** Long enough for a thread to begin on a machine that is busy. */
const STALL_MS = '2000';
const CALL_MS = '2000';

let cwd: string;

beforeAll(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'crashworthy-cli-'));
  cpSync(data, path.join(cwd, 'stores'), { recursive: true });
  mkdirSync(path.join(cwd, 'a-directory'));
  writeFileSync(path.join(cwd, 'a-file'), '');
  writeFileSync(path.join(cwd, 'syntax-error.mjs'), 'export default {');
  writeFileSync(path.join(cwd, 'text.txt'), 'no module at all');
});

// A process that was killed may still be on its way out.
afterAll(() => rmSync(cwd, { recursive: true, force: true, maxRetries: 10 }), LONGEST_MS);

async function crashworthy(args: readonly string[], env: { [name: string]: string } = {}) {
  const { exitCode, stdout, stderr, timedOut } = await execa(process.execPath, [program, ...args], {
    cwd,
    // Below the working directory, which goes away: one of the stores writes there.
    env: { NO_COLOR: '1', TMPDIR: path.join(cwd, 'a-directory'), ...env },
    reject: false,
    timeout: LONGEST_MS,
  });
  expect({ args, timedOut }).toEqual({ args, timedOut: false });
  return { exitCode, stdout, stderr: withoutProgress(stderr) };
}

const store = (name: string) => `./stores/${name}.adapter.mjs`;

test('what nobody can test is incomplete, not broken; whether that is good enough is the user’s to say', async () => {
  const args = [store('shell-writes'), '--host', 'process', ...QUICK, '--only', 'CRASH-1', '--out', 'incomplete'];
  const bare = await crashworthy([...args, '--only', 'PATCH-7']);
  expect(bare.stdout).toMatch(/^INCOMPLETE {2}\S+ · 1 passed · 1 not testable/m);
  const allowed = await crashworthy([...args, '--only', 'PATCH-7', '--allow-not-testable']);
  expect(allowed.stdout).toMatch(/^INCOMPLETE {2}\S+ · 1 passed · 1 not testable/m);
  const nothing = await crashworthy([...args, '--allow-not-testable']);
  expect([bare, allowed, nothing].map(({ exitCode }) => exitCode)).toEqual([1, 0, 1]);
});

describe.concurrent('what cannot be judged is refused with one message and exit status 2', () => {
  test.each(
    someOf<[what: string, args: string[], code: string, text: string | RegExp]>([
      ['no file', ['./gone.adapter.mjs'], 'CW_TARGET_MISSING', 'There is no file ./gone.adapter.mjs'],
      ['a directory', ['./a-directory'], 'CW_TARGET_MISSING', './a-directory is a directory'],
      ['a syntax error', ['./syntax-error.mjs'], 'CW_ADAPTER_LOAD', './syntax-error.mjs could not be loaded'],
      ['no code', ['./text.txt'], 'CW_ADAPTER_LOAD', './text.txt could not be loaded'],
      ['a module that never loads', [store('never-loads')], 'CW_ADAPTER_LOAD', 'never finished loading'],
      ['no default export', [store('no-default')], 'CW_ADAPTER_NO_DEFAULT', 'has no default export'],
      ['a wrong key', [store('wrong-key')], 'CW_ADAPTER_KEY', '`opne` is not a key of an adapter'],
      ['contradicting claims', [store('contradictory')], 'CW_CLAIMS_CONTRADICT', "survives: 'nothing' contradicts"],
      ['open throws', [store('open-throws')], 'CW_STORE_OPEN_FAILED', 'no such table: sessions'],
      ['open never settles', [store('open-hangs')], 'CW_STORE_HANGS', 'open never finished'],
      ['open returns the wrong thing', [store('open-returns-nothing')], 'CW_STORE_SHAPE', 'found undefined'],
      ['list gives another shape', [store('lists-objects')], 'CW_ADAPTER_SHAPE', 'not an array with an object in it'],
      ['open exits', [store('open-exits')], 'CW_STORE_EXITED', 'process.exit(0)'],
      ['open loops', [store('open-loops')], 'CW_STORE_LOOPS', 'without giving control back'],
      ['patch exits', [store('patch-exits')], 'CW_STORE_EXITED', 'process.exit(0)'],
      ['patch loops', [store('patch-loops')], 'CW_STORE_LOOPS', 'without giving control back'],
      ['throws in a timer', [store('throws-in-timer')], 'CW_STORE_UNCAUGHT', 'the debounced save failed'],
      ['rejects unobserved', [store('rejects-unobserved')], 'CW_STORE_UNHANDLED_REJECTION', 'the background save failed'],
      ['writes outside its directory', [store('writes-outside')], 'CW_OUTSIDE_WRITE', 'crashworthy-test-written-outside'],
      ['unknown target', ['jsonfile'], 'CW_TARGET_MISSING', 'Did you mean json-file?'],
      ['unknown defect', ['defect:truncate'], 'CW_TARGET_UNKNOWN', 'There is no defect called "truncate"'],
      [
        'an incident without its stage',
        ['incident:1'],
        'CW_TARGET_UNKNOWN',
        'incident:1/before, incident:1/after, incident:1/now',
      ],
      ['unknown stage', ['incident:1/later'], 'CW_TARGET_UNKNOWN', 'Did you mean incident:1/after?'],
      ['unknown incident', ['incident:of the day'], 'CW_TARGET_UNKNOWN', 'crashworthy list incidents'],
      ['no such package', ['keyv:not-installed'], 'CW_PACKAGE_MISSING', 'npm install not-installed'],
      ['unknown requirement', ['memory', '--only', 'CRASH-99'], 'CW_UNKNOWN_REQUIREMENT', 'found "CRASH-99"'],
      ['unknown suite', ['memory', '--skip', 'crash-injektion'], 'CW_UNKNOWN_REQUIREMENT', 'Did you mean crash-injection?'],
      ['unknown option', ['memory', '--efort', 'quick'], 'CW_USAGE_UNKNOWN_OPTION', 'did you mean --effort?'],
      ['unwritable report', ['memory', ...ONE_RACE, '--reporter', 'json=a-file/x.json'], 'CW_REPORT_UNWRITABLE', 'a-file/x.json'],
      [
        'unwritable report, in /proc',
        ['memory', ...ONE_RACE, '--reporter', 'json=/proc/x/y.json'],
        'CW_REPORT_UNWRITABLE',
        '/proc/x',
      ],
    ]),
  )('%s', async (_what, args, code, text) => {
    const { exitCode, stdout, stderr } = await crashworthy(['run', ...args, '--effort', 'quick'], {
      CRASHWORTHY_STALL_MS: STALL_MS,
      CRASHWORTHY_CALL_MS: CALL_MS,
    });
    expect(stderr).toMatch(new RegExp(`^error ${code}\n`));
    expect(stderr).toMatch(text);
    expect(stderr.match(/CW_[A-Z_]+/g)).toEqual([code]);
    expect(stderr).not.toMatch(/^ {4}at /m);
    if (!code.startsWith('CW_REPORT')) expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });

  test.each<[args: string[], code: string]>([
    [['explain', 'CRASH-99'], 'CW_UNKNOWN_REQUIREMENT'],
    [['doctor', './gone.mjs'], 'CW_TARGET_MISSING'],
    [['replay', 'gone.json'], 'CW_COUNTEREXAMPLE_MISSING'],
    [['replay', 'a-file'], 'CW_COUNTEREXAMPLE_UNREADABLE'],
    [['replay', 'a-directory'], 'CW_COUNTEREXAMPLE_UNREADABLE'],
    [['init', 'a-file'], 'CW_INIT_EXISTS'],
    [['nonsense', 'twice'], 'CW_USAGE_EXTRA'],
  ])('crashworthy %j: %s', async (args, code) => {
    const { exitCode, stdout, stderr } = await crashworthy(args);
    expect({ code: /^error (CW_[A-Z_]+)\n/.exec(stderr)?.[1], stdout, exitCode }).toEqual({ code, stdout: '', exitCode: 2 });
  });

  test('a stall limit that is no number', async () => {
    const { exitCode, stderr } = await crashworthy(['run', 'memory'], { CRASHWORTHY_STALL_MS: 'soon' });
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining('found "soon"') });
  });
});

describe.concurrent('what misbehaves while it is judged is broken, with exit status 1', () => {
  test.each(
    someOf<[what: string, name: string, text: string | RegExp, only?: string[]]>([
      // In CI a store that loops is seen by loops.test.ts.
      ['exits in a large operation', 'large-patch-exits', 'CW_STORE_EXITED', ['--only', 'CRASH-1']],
      [
        'loops in the recovery only',
        'recovery-loops',
        /CRASH-3 [\s\S]*alpha\.json\.tmp {2}0 bytes[\s\S]*ran without end[\s\S]*confirmed in a fresh worker/,
        ['--only', 'CRASH-3'],
      ],
      ['awaits in the recovery for ever', 'awaits-in-recovery', /CRASH-3 [\s\S]*ran without end/, ['--only', 'CRASH-3']],
      ['loops in a large operation', 'large-patch-loops', 'CW_STORE_LOOPS'],
      ['prints 100 MB', 'prints', 'CW_STORE_PRINTS', ONE_RACE],
    ]),
  )('%s', async (_what, name, text, only = CRASHES) => {
    const { exitCode, stdout, stderr } = await crashworthy(['run', store(name), ...QUICK, ...only], {
      CRASHWORTHY_STALL_MS: STALL_MS,
      CRASHWORTHY_CALL_MS: CALL_MS,
    });
    expect(stdout).toMatch(text);
    expect(stdout).toMatch(/^BROKEN /m);
    expect(stdout.length).toBeLessThan(20_000);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
  });
});

/** What makes a counterexample of another suite of that of a crash. */
const NO_CRASH = { crash: undefined, model: undefined, models: undefined };
const damaged = (of: string) => ({
  ...NO_CRASH,
  scenario: 'corrupt-file',
  requirement: 'REPAIR-1',
  damage: { file: of, kind: 'empty' },
});
const failing = (call: number) => ({
  ...NO_CRASH,
  scenario: 'failing-disk',
  requirement: 'APPEND-11',
  afterwards: [],
  afterClose: [],
  fault: { call, code: 'EIO', manner: 'no-effect' },
});
const reading = (changes: number) => ({
  ...NO_CRASH,
  scenario: 'torn-read',
  requirement: 'TORN-1',
  schedule: { reader: 'other-process', at: { changes }, advances: [] },
});
const idle = {
  ...NO_CRASH,
  scenario: 'concurrent-patch',
  requirement: 'PATCH-2',
  program: { instances: [{ process: 0, path: 'plain' }], clients: [] },
  turns: [],
};
const identity = {
  ...NO_CRASH,
  scenario: 'identity',
  requirement: 'IDENT-1',
  operations: [],
  trial: 'ids',
  reopenBefore: [],
  sessions: [],
  looks: 'ends',
};

describe('counterexamples', () => {
  const file = 'out/defect-truncate-in-place-CRASH-1.json';
  const edited = (name: string, changes: object): string => {
    const counterexample: object = JSON.parse(readFileSync(path.join(cwd, file), 'utf8'));
    writeFileSync(path.join(cwd, name), JSON.stringify({ ...counterexample, ...changes }));
    return name;
  };

  beforeAll(async () => {
    const { exitCode, stdout } = await crashworthy(['defect:truncate-in-place', ...QUICK, '--only', 'CRASH-1', '--out', 'out']);
    expect(stdout).toContain(`npx crashworthy replay ${file}`);
    expect(exitCode).toBe(1);
  });

  test('a replay fails again', async () => {
    const { exitCode, stdout, stderr } = await crashworthy(['replay', file]);
    expect(stdout).toMatch(/CRASH-1[\s\S]*Found {5}Session `alpha`: no such session/);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
  });

  test('a store that was mended passes the replay', async () => {
    const { exitCode, stdout } = await crashworthy(['replay', edited('mended.json', { target: store('sound') })]);
    expect(stdout).toContain('CRASH-1 did not fail this time');
    expect(exitCode).toBe(0);
  });

  test.each(
    someOf<[what: string, changes: object, code: string]>([
      ['of another version of the format', { schemaVersion: 3 }, 'CW_COUNTEREXAMPLE_VERSION'],
      ['of other requirements', { specification: 2 }, 'CW_COUNTEREXAMPLE_VERSION'],
      ['of an unknown requirement', { requirement: 'CRASH-99' }, 'CW_UNKNOWN_REQUIREMENT'],
      ['of a store that is gone', { target: './gone.mjs' }, 'CW_TARGET_MISSING'],
      ['without operations', { operations: undefined }, 'CW_COUNTEREXAMPLE_UNREADABLE'],
      ['with no operation', { operations: [] }, 'CW_COUNTEREXAMPLE_NOT_APPLICABLE'],
      ['with a crash that does not exist', { crash: { changes: 999 } }, 'CW_COUNTEREXAMPLE_NOT_APPLICABLE'],
      ['with a file that is not there', damaged('gone.json'), 'CW_COUNTEREXAMPLE_NOT_APPLICABLE'],
      ['with a call that is not made', failing(999), 'CW_COUNTEREXAMPLE_NOT_APPLICABLE'],
      ['with a reader too late', reading(999), 'CW_COUNTEREXAMPLE_NOT_APPLICABLE'],
      ['with clients that do nothing', idle, 'CW_COUNTEREXAMPLE_NOT_APPLICABLE'],
      ['with a trial of nothing', identity, 'CW_COUNTEREXAMPLE_NOT_APPLICABLE'],
    ]),
  )('a file %s', async (what, changes, code) => {
    const { exitCode, stderr } = await crashworthy(['replay', edited(`${what.replaceAll(' ', '-')}.json`, changes)]);
    expect(stderr).toMatch(new RegExp(`^error ${code}\n`));
    expect(exitCode).toBe(2);
  });

  test('a directory for them that cannot be made', async () => {
    const { exitCode, stderr } = await crashworthy(['defect:no-queue', ...QUICK, ...ONE_RACE, '--out', 'a-file/x']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringMatching(/^error CW_COUNTEREXAMPLE_UNWRITABLE\n/) });
  });
});

test('a store that listens to the standard input is judged on real processes, and its counterexample replayed', async () => {
  const args = [store('reads-standard-input'), '--host', 'process', ...QUICK, ...ONE_RACE, '--out', 'input'];
  const judged = await crashworthy(['run', ...args]);
  expect(judged.stdout).toMatch(/PATCH-1 [\s\S]*confirmed in real time/);
  expect(judged).toMatchObject({ exitCode: 1, stderr: '' });
  const [file] = readdirSync(path.join(cwd, 'input'));
  const replayed = await crashworthy(['replay', `input/${file}`]);
  expect(replayed.stdout).toMatch(/PATCH-1 [\s\S]*In real time/);
  expect(replayed).toMatchObject({ exitCode: 1, stderr: '' });
});

describe('the same seed gives the same report', () => {
  const run = async (target: string, seed: number, name: string, ...options: string[]) => {
    await crashworthy([target, ...QUICK, ...options, '--seed', `${seed}`, '--reporter', `json=${name}`, '--out', 'seeds']);
    return readFileSync(path.join(cwd, name), 'utf8').replace(/ {2}"times": \{[^}]*\}/, '');
  };

  test.each(someOf(['defect:single-file-for-all', 'json-file']))('%s', async (target) => {
    // A failure of each of several suites. Crashes take longest, and are compared in harness/judge/jobs.test.ts too.
    const some = SAMPLED ? ['PATCH-2', 'TORN-4', 'REPAIR-1'].flatMap((id) => ['--only', id]) : [];
    const [one, two] = await Promise.all(['one.json', 'two.json'].map((name) => run(target, 7, name, ...some)));
    expect(one).toBe(two);
    expect(one).not.toContain('"times"');
  });

  test('another seed changes what was tried at random, not the rest', async () => {
    const [one, two] = await Promise.all(
      [1, 2].map((seed) => run('json-file', seed, `seed-${seed}.json`, ...(SAMPLED ? ONE_RACE : CRASHES))),
    );
    const steady = (text = '') => {
      const {
        seed: _,
        statistics,
        ...rest
      } = JSON.parse(text.replace(/,\s*\}\s*$/, '}'), (key, value) => (key === 'checked' ? undefined : value));
      return { rest, workloads: sumOf(statistics, 'workloads') };
    };
    expect(one).not.toBe(two);
    expect(steady(one)).toEqual(steady(two));
  });
});

describe('adapters in TypeScript', () => {
  test('enums, namespaces, parameter properties, `.js` for `.ts`, and a package that is not installed', async () => {
    const { exitCode, stdout, stderr } = await crashworthy([
      './stores/typescript-project/store.adapter.ts',
      ...QUICK,
      ...ONE_RACE,
    ]);
    expect(stdout).toContain('typescript-store');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  test('legacy decorators, and `paths` of tsconfig.json', async () => {
    const { exitCode, stderr } = await crashworthy(['./stores/decorators-project/store.adapter.ts', ...QUICK, ...ONE_RACE]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  test('what init writes conforms', async () => {
    expect((await crashworthy(['init', 'first.adapter.ts'])).exitCode).toBe(0);
    // That it survives crashes is seen in watch-command.test.ts too.
    const only = SAMPLED ? ONE_RACE : ['--only', 'CRASH-1'];
    const { exitCode, stdout } = await crashworthy(['./first.adapter.ts', ...QUICK, ...only]);
    expect(stdout).toMatch(/CONFORMS/);
    expect(exitCode).toBe(0);
  });
});

test.each(
  someOf<[args: string[], text: RegExp]>([
    [['doctor', store('sound')], /ok {4}two directories/],
    [['list'], /CRASH-12 +MUST/],
    [['list', 'incidents'], /\n {2}incident:1\/after +\S.*\n(.*\n)* +fails CRASH-7; PATCH-7; /],
    [['list', 'incidents', '--json'], /^\[\n {2}\{\n {4}"target": "incident:1\/before"/],
    [['explain', 'crash-1'], /^CRASH-1 {2}MUST/],
    [['help', 'run'], /--effort quick/],
    [['help', 'probe'], /the\s+strongest claims that nothing refuted/],
    [['version'], /^\d+\.\d+\.\d+$/],
  ]),
)('crashworthy %j', async (args, text) => {
  const { exitCode, stdout, stderr } = await crashworthy(args);
  expect(stdout).toMatch(text);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});

test.each(
  someOf([
    ['open-throws', 2, 'CW_STORE_OPEN_FAILED'],
    ['never-loads', 2, 'CW_ADAPTER_LOAD'],
    ['writes-outside', 2, 'CW_OUTSIDE_WRITE'],
  ]),
)('the doctor on %s', async (name, status, code) => {
  const { exitCode, stdout } = await crashworthy(['doctor', store(name)]);
  expect(stdout).toContain(code);
  expect(exitCode).toBe(status);
});
