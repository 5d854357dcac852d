import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';

// As people use it: a process, a file that is saved, Ctrl-C.

const program = fileURLToPath(new URL('../../../dist/harness/cli/main.js', import.meta.url));
const LONGEST_MS = 200_000;

let cwd: string;

beforeAll(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'crashworthy-watch-'));
});

afterAll(() => rmSync(cwd, { recursive: true, force: true, maxRetries: 10 }));

/** The text of what `init` writes, whose store may write in place. */
function adapter({ inPlace }: { inPlace: boolean }): string {
  const text = readFileSync(path.join(cwd, 'initial.ts'), 'utf8');
  expect(text).toContain('renameSync(temporary, this.#file(id));');
  return inPlace
    ? text.replace('renameSync(temporary, this.#file(id));', 'writeFileSync(this.#file(id), JSON.stringify(data));')
    : text;
}

test('it judges again when the adapter is saved, what failed first, and ends with the last verdict', async () => {
  await execa(process.execPath, [program, 'init', 'initial.ts'], { cwd });
  writeFileSync(path.join(cwd, 'store.ts'), adapter({ inPlace: true }));
  const args = ['store.ts', '--watch', '--effort', 'quick', '--only', 'CRASH-1', '--no-confirm-kill'];
  const child = execa(process.execPath, [program, ...args], { cwd, reject: false, timeout: LONGEST_MS, env: { NO_COLOR: '1' } });
  let said = '';
  let look = (): void => {};
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    look();
  });
  const heard = (text: RegExp): Promise<void> =>
    new Promise((resolve) => {
      look = () => {
        if (!text.test(said)) return;
        said = '';
        resolve();
      };
      look();
    });
  await heard(/Waiting for a change of 1 file\. Ctrl-C ends\./);
  writeFileSync(path.join(cwd, 'store.ts'), 'export default {');
  await heard(/store\.ts changed\.[\s\S]*CW_ADAPTER_LOAD[\s\S]*Waiting for a change/);
  writeFileSync(path.join(cwd, 'store.ts'), adapter({ inPlace: false }));
  await heard(/store\.ts changed\.[\s\S]*No longer failing: CRASH-1\.[\s\S]*Waiting for a change/);
  child.kill('SIGINT');
  const { exitCode, stdout, timedOut } = await child;
  expect({ exitCode, timedOut }).toEqual({ exitCode: 0, timedOut: false });
  expect(stdout.match(/^(BROKEN|CONFORMS) /gm)).toEqual(['BROKEN ', 'CONFORMS ']);
});
