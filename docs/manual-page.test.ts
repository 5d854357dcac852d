import { readFileSync } from 'node:fs';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { CRASHWORTHY_VERSION } from '../harness/judge/package-version.ts';
// @ts-expect-error it has no types, and needs none: it gives a text.
import { manualPage } from './manual-page.mjs';

const file = new URL('./crashworthy.1', import.meta.url);
const hasMan = await execa('man', ['--version'], { reject: false }).then(
  ({ exitCode }) => exitCode === 0,
  () => false,
);

test('docs/crashworthy.1 is up to date: npm run docs', () => {
  expect(readFileSync(file, 'utf8')).toBe(manualPage(CRASHWORTHY_VERSION));
});

test.skipIf(!hasMan)('man shows it as the help is printed, without a warning', async () => {
  const { stdout, stderr } = await execa('man', ['--warnings', '-l', file.pathname], {
    env: { MANWIDTH: '110', MANPAGER: 'cat' },
  });
  expect(stderr).toBe('');
  expect(stdout).toContain('--reporter FORMAT[=FILE]');
  expect(stdout).toContain("crashworthy --stdio 'python3 my_store.py'");
});
