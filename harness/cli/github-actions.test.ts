import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Reporter } from '../report/reporters.ts';
import { sampleReport } from '../report/sample-report.test-data.ts';
import { directoryInRepository, tellGithub } from './github-actions.ts';

const program = fileURLToPath(new URL('../../dist/harness/cli/main.js', import.meta.url));
let directory: string;
let files = 0;

beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'crashworthy-github-'));
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** What is printed, what goes to standard error, and what the summary is then. */
async function told(reporters: readonly Reporter[], env: { [name: string]: string }, summary?: string) {
  const printed: string[] = [];
  const errors: string[] = [];
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    errors.push(String(text));
    return true;
  });
  const terminal = { print: (text: string) => printed.push(text) };
  const named = summary === undefined ? {} : { GITHUB_STEP_SUMMARY: summary };
  try {
    await tellGithub(reporters, sampleReport(), { terminal, env: { ...env, ...named } });
  } finally {
    stderr.mockRestore();
  }
  return { printed: printed.join(''), errors: errors.join('') };
}

function emptySummary(): string {
  const file = path.join(directory, `summary-${files++}.md`);
  writeFileSync(file, '# before\n');
  return file;
}

const TERMINAL: Reporter = { format: 'terminal', to: 'stdout' };
const ACTIONS = { GITHUB_ACTIONS: 'true' };

test('elsewhere nothing is told', async () => {
  const summary = emptySummary();
  expect(await told([TERMINAL], {}, summary)).toEqual({ printed: '', errors: '' });
  expect(readFileSync(summary, 'utf8')).toBe('# before\n');
});

test('in GitHub Actions the annotations come after the report, and the summary gets the Markdown', async () => {
  const summary = emptySummary();
  const { printed, errors } = await told([TERMINAL], ACTIONS, summary);
  expect(printed).toMatch(/^::error file=[\s\S]*\n::notice title=crashworthy::.*\n$/);
  expect(errors).toBe('');
  expect(readFileSync(summary, 'utf8')).toMatch(/^# before\n## json-store: broken[\s\S]*\n$/);
});

test('a report for programs on the standard output stays whole', async () => {
  const { printed, errors } = await told([{ format: 'json', to: 'stdout' }], ACTIONS);
  expect(printed).toBe('');
  expect(errors).toMatch(/^::error file=/);
});

test('what was asked for by name comes once', async () => {
  const summary = emptySummary();
  const markdown: Reporter = { format: 'markdown', to: { file: path.relative(process.cwd(), summary) } };
  expect(await told([{ format: 'github', to: 'stdout' }, markdown], ACTIONS, summary)).toEqual({ printed: '', errors: '' });
  expect(readFileSync(summary, 'utf8')).toBe('# before\n');
});

test('who asks for the annotations gets the summary, too', async () => {
  const summary = emptySummary();
  await told([{ format: 'github', to: 'stdout' }], {}, summary);
  expect(readFileSync(summary, 'utf8')).toContain('## json-store: broken');
});

test('a summary that cannot be written is told, and nothing more', async () => {
  const { printed, errors } = await told([TERMINAL], ACTIONS, directory);
  expect(printed).toContain('::notice');
  expect(errors).toMatch(/^The step's summary could not be written: .*EISDIR/);
});

test.each([
  [{}, '/repository', undefined],
  [{ GITHUB_WORKSPACE: '/repository' }, '/repository', undefined],
  [{ GITHUB_WORKSPACE: '/repository' }, '/repository/packages/a', 'packages/a'],
  [{ CI_PROJECT_DIR: '/repository' }, '/repository/packages/a', 'packages/a'],
  [{ GITHUB_WORKSPACE: '/repository' }, '/elsewhere', undefined],
  [{ GITHUB_WORKSPACE: '/repository' }, '/repository/..a', '..a'],
])('in %j the working directory %s is %s', (env, cwd, expected) => {
  expect(directoryInRepository(env, cwd)).toBe(expected);
});

test('a run in GitHub Actions: the terminal report, then annotations, and a summary', async () => {
  const summary = emptySummary();
  const args = ['run', 'memory', '--only', 'PATCH-1', '--effort', 'quick', '--no-confirm-kill'];
  const env = { NO_COLOR: '1', ...ACTIONS, GITHUB_STEP_SUMMARY: summary, GITHUB_WORKSPACE: path.dirname(directory) };
  const { stdout } = await execa(process.execPath, [program, ...args], { cwd: directory, env, reject: false });
  expect(stdout).toMatch(/^CONFORMS [\s\S]*\n::notice title=crashworthy::memory: [^\n]*$/);
  expect(stdout.match(/::notice/g)).toHaveLength(1);
  expect(readFileSync(summary, 'utf8')).toMatch(/^# before\n## memory: /);
});
