import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { dir } from 'tmp-promise';
import { afterAll, expect, test } from 'vitest';
import { pastShim } from './past-shim.ts';

const made: { cleanup(): Promise<void> }[] = [];
afterAll(async () => {
  for (const one of made) await one.cleanup();
});

/** A folder as pyenv has it: a shim for `python9`, and a manager that says what this script prints. */
async function managed(which: string): Promise<{ root: string; env: { PATH: string } }> {
  const place = await dir({ prefix: 'crashworthy-test-', unsafeCleanup: true });
  made.push(place);
  const root = place.path;
  for (const folder of ['bin', 'shims', 'versions']) mkdirSync(path.join(root, folder));
  script(path.join(root, 'bin/pyenv'), which);
  script(path.join(root, 'shims/python9'), 'exit 3');
  script(path.join(root, 'versions/python9'), 'exit 0');
  return { root, env: { PATH: `${path.join(root, 'shims')}:/usr/bin:/bin` } };
}

function script(file: string, body: string): void {
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
}

test('a script that stands for a program is asked once what it stands for, per directory', async () => {
  const { root, env } = await managed('echo asked >> "$ASKED"; echo "$(dirname "$0")/../versions/$2"');
  const command = { argv: ['python9', 'host.py'], env: { ...env, ASKED: path.join(root, 'asked') } };
  const [file, ...args] = pastShim({ ...command, cwd: root }).argv;
  expect([path.resolve(file ?? ''), ...args]).toEqual([path.join(root, 'versions/python9'), 'host.py']);
  pastShim({ ...command, cwd: root });
  pastShim({ ...command, cwd: path.join(root, 'bin') });
  expect(readFileSync(path.join(root, 'asked'), 'utf8')).toBe('asked\nasked\n');
});

test.each([
  ['a manager that fails', 'exit 1'],
  ['a manager that names what is not there', 'echo /nowhere/python9'],
  ['a manager that says nothing', ':'],
])('%s: the script is started as before', async (_, which) => {
  const { env } = await managed(which);
  const command = { argv: ['python9', 'host.py'], env };
  expect(pastShim(command)).toBe(command);
});

test('every other program is started as it was named, also one in a folder of that name', async () => {
  const { root } = await managed('echo /bin/true');
  mkdirSync(path.join(root, 'other/shims'), { recursive: true });
  symlinkSync('/bin/true', path.join(root, 'other/shims/tool'));
  for (const argv of [['true'], ['/bin/true'], ['no-such-program'], [path.join(root, 'other/shims/tool')], []]) {
    const command = { argv };
    expect(pastShim(command)).toBe(command);
  }
});
