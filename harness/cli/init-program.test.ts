import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SAMPLED } from '../../suites/some-of.test-data.ts';
import { lackingMount } from '../disk/mount/lacking-mount.ts';

// What `init` writes in other languages: it builds, speaks the protocol, and does what it claims.

const main = fileURLToPath(new URL('../../dist/harness/cli/main.js', import.meta.url));
const ON_MOUNTED = SAMPLED ? ['CRASH-8'] : ['CRASH-8', 'REPAIR-1', 'PATCH-9', 'APPEND-14', 'IDENT-1', 'IDENT-8'];
const IN_PROCESSES = SAMPLED ? ['IDENT-1'] : ['PATCH-9', 'IDENT-1'];
/** A bound for what hangs, on a machine that is busy with other things too. */
const LONGEST_MS = 200_000;

const LANGUAGES = [
  {
    language: 'python',
    files: ['my_store.py', 'crashworthy_host.py'],
    needs: ['python3', '-c', 'import sys; sys.exit(sys.version_info < (3, 9))'],
    program: 'python3 my_store.py',
  },
  {
    language: 'go',
    files: ['my_store.go', 'crashworthy_host.go'],
    needs: ['go', 'version'],
    build: ['go', 'build', '-o', 'my-store', 'my_store.go', 'crashworthy_host.go'],
    program: './my-store',
  },
  {
    language: 'rust',
    files: ['my_store.rs', 'crashworthy_host.rs'],
    needs: ['rustc', '--version'],
    build: ['rustc', '-O', '--edition', '2021', '-o', 'my-store', 'my_store.rs'],
    program: './my-store',
  },
] as const;

const lacking = await lackingMount();
if (lacking !== undefined) console.warn(`Skipped: no store is judged on a mounted disk here: ${lacking}.`);

let place: string;
beforeAll(() => {
  place = mkdtempSync(path.join(tmpdir(), 'crashworthy-init-'));
});
afterAll(() => rmSync(place, { recursive: true, force: true, maxRetries: 10 }), LONGEST_MS);

function folder(name: string): string {
  const made = path.join(place, name);
  mkdirSync(made, { recursive: true });
  return made;
}

async function crashworthy(cwd: string, args: readonly string[]) {
  const options = { cwd, env: { NO_COLOR: '1' }, reject: false, timeout: LONGEST_MS } as const;
  const { exitCode, stdout, stderr } = await execa(process.execPath, [main, ...args], options);
  return { exitCode, stdout, stderr };
}

function works([command, ...args]: readonly string[]): boolean {
  try {
    execFileSync(command ?? '', args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.each(LANGUAGES)('init --$language', ({ language, files, needs, program, ...others }) => {
  test('writes a store and a host file, and overwrites neither', async () => {
    const cwd = folder(`${language}-files`);
    const written = await crashworthy(cwd, ['init', `--${language}`]);
    expect(written).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(`--stdio '${program}'`) });
    for (const file of files) {
      const original = readFileSync(new URL(`../../hosts/${language}/${file}`, import.meta.url), 'utf8');
      expect(readFileSync(path.join(cwd, file), 'utf8')).toBe(original);
    }
    const again = await crashworthy(cwd, ['init', `--${language}`]);
    expect(again).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(`CW_INIT_EXISTS\n${files[0]} exists already`) });
    const [, extension] = files[0].split('.');
    expect(await crashworthy(cwd, ['init', `--${language}`, `other.${extension}`])).toMatchObject({ exitCode: 0 });
    writeFileSync(path.join(cwd, files[1]), 'changed');
    expect(await crashworthy(cwd, ['init', `--${language}`, `third.${extension}`])).toMatchObject({ exitCode: 2 });
  });

  const missing = !works(needs);
  if (missing) console.warn(`Skipped: ${needs.join(' ')} does not work here, so the store in ${language} is not tried.`);

  // The store is the same in every language: where there is time for a sample only, it is tried in the first one.
  test.skipIf(missing || (SAMPLED && language !== 'python'))('speaks the protocol, and does what it claims', async () => {
    const cwd = folder(`${language}-works`);
    await crashworthy(cwd, ['init', `--${language}`]);
    if ('build' in others) expect(works.call(undefined, ['env', '-C', cwd, ...others.build])).toBe(true);
    const looked = await crashworthy(cwd, ['doctor', '--stdio', program]);
    expect(looked.stdout).not.toContain('FAIL');
    expect(looked.exitCode).toBe(0);
    const only = (ids: readonly string[]) => ids.flatMap((id) => ['--only', id]);
    const where =
      lacking === undefined
        ? ['--host', 'mounted', '--model', 'posix', ...only(ON_MOUNTED)]
        : ['--host', 'process', ...only(IN_PROCESSES)];
    const { exitCode, stdout } = await crashworthy(cwd, ['run', '--stdio', program, '--effort', 'quick', ...where]);
    expect(stdout).toMatch(/^CONFORMS/m);
    expect(exitCode).toBe(0);
  });
});
