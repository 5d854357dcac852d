import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requirementsOf } from './harness/judge/requirements.ts';

// A project of a user: the built package under node_modules, and Vitest run as a process.

const root = path.dirname(fileURLToPath(import.meta.url));
const data = path.join(root, 'harness/judge/test-data');

let project: string;
let output: string;
let suites: { [file: string]: { status: string; message: string; assertionResults: Assertion[] } };

interface Assertion {
  title: string;
  ancestorTitles: string[];
  status: string;
  failureMessages: string[];
}

beforeAll(async () => {
  project = mkdtempSync(path.join(tmpdir(), 'crashworthy-vitest-'));
  cpSync(path.join(data, 'vitest-project'), project, { recursive: true });
  for (const file of ['sound-sessions.mjs', 'prints.adapter.mjs', 'shell-writes.adapter.mjs'])
    cpSync(path.join(data, file), path.join(project, file));
  mkdirSync(path.join(project, 'node_modules'));
  symlinkSync(root, path.join(project, 'node_modules/crashworthy'));
  symlinkSync(path.join(root, 'node_modules/vitest'), path.join(project, 'node_modules/vitest'));
  const { exitCode, all } = await execa(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', '--outputFile.json=results.json'],
    {
      cwd: project,
      env: { NO_COLOR: '1', CI: '1', VITEST: undefined, VITEST_WORKER_ID: undefined },
      reject: false,
      all: true,
      timeout: 230_000,
    },
  );
  expect(exitCode).toBe(1);
  output = all;
  const { testResults } = (await import(path.join(project, 'results.json'), { with: { type: 'json' } })).default;
  suites = Object.fromEntries(
    testResults.map((result: { name: string }) => [path.basename(result.name, '.conformance.mjs'), result]),
  );
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

const statusesOf = (name: string) =>
  suites[name]?.assertionResults.map(({ title, status }) => `${title.split(' ')[0]} ${status}`);

test('there is a test for every requirement, in the order of the specification', () => {
  const titles = requirementsOf('store').map(({ id, title }) => `${id} ${title}`);
  expect(suites.object?.assertionResults.map(({ title }) => title)).toEqual(titles);
  expect(suites.object?.assertionResults[0]?.ancestorTitles).toEqual(['debris conforms']);
});

test('an adapter object: passes, but for what its store does not have; a SHOULD that fails is a warning', () => {
  const crashes = ['CRASH-8', 'CRASH-9', 'CRASH-10', 'CRASH-13', 'CRASH-14'];
  const others = requirementsOf('store').flatMap(({ id }) => (/^(REPAIR|APPEND|IDENT|UPG|TIME|KEEP)-/.test(id) ? [id] : []));
  const races = [3, 4, 9, 10, 11, 12, 13, 14].map((number) => `PATCH-${number}`);
  const skipped = [...others, ...crashes, ...races, 'TORN-6'];
  expect(suites.object?.status).toBe('passed');
  expect(statusesOf('object')).toEqual(
    requirementsOf('store').map(({ id }) => `${id} ${skipped.includes(id) ? 'skipped' : 'passed'}`),
  );
  expect(output).toMatch(/stderr[\s\S]*CRASH-7 {2}SHOULD[\s\S]*101 files after 100 crashes/);
});

test('a URL: a MUST that fails is a failed test with the story, the rest is skipped with a reason', () => {
  const [first, ...rest] = suites.url?.assertionResults ?? [];
  expect(first?.status).toBe('failed');
  expect(first?.failureMessages.join()).toMatch(
    /Crash after 3 changes[\s\S]*Found {5}Session `alpha`[\s\S]*npx crashworthy replay/,
  );
  expect(rest.filter(({ status }) => status !== 'skipped').map(({ title }) => title.split(' ')[0])).toEqual(['CRASH-3']);
  expect(output).toContain('[disabled: switched off for this run]');
  expect(output).toContain('[not-applicable: the store has no flush]');
});

test('a name of a store that comes along', () => {
  expect(suites.path?.status).toBe('passed');
});

test('an adapter that cannot be loaded again fails the suite with one message', () => {
  expect(statusesOf('inline')?.every((status) => status.endsWith('skipped'))).toBe(true);
  expect(suites.inline?.status).toBe('failed');
  expect(output).toMatch(/error CW_ADAPTER_NO_SOURCE\nThe adapter "inline" is defined in/);
});

test('what cannot be tested fails and says what would skip it; skipped where that is allowed, unless that is everything', () => {
  const judged = (name: string) => statusesOf(name)?.filter((one) => /^(CRASH-1|PATCH-7) /.test(one));
  expect(judged('not-testable')).toEqual(['CRASH-1 failed', 'PATCH-7 passed']);
  expect(output).toMatch(/CRASH-1 not-testable: its changes are not seen.*\nHint: \{ allowNotTestable: true \} skips it\./);
  expect(judged('allowed')).toEqual(['CRASH-1 skipped', 'PATCH-7 passed']);
  expect(suites.allowed?.status).toBe('passed');
  expect(suites.untested?.status).toBe('failed');
  expect(output).toContain('Nothing could be tested, or a failure did not happen a second time');
});

test('what is wrong beside the requirements is not green', () => {
  expect(suites.flood?.status).toBe('failed');
  expect(output).toMatch(/CW_STORE_PRINTS: The store prints without measure/);
});
