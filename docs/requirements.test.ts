import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { CRASH_REQUIREMENTS } from '../suites/crash-injection/requirements.ts';
// @ts-expect-error it has no types, and needs none: it gives a text.
import { requirementsPage } from './requirements-page.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const textOf = (file: string) => readFileSync(path.join(root, file), 'utf8');

test('docs/requirements.md is up to date: npm run docs', async () => {
  expect(textOf('docs/requirements.md')).toBe(await requirementsPage());
});

test.each(CRASH_REQUIREMENTS)('README.md has $id in its table', ({ id, severity, title }) => {
  expect(textOf('README.md')).toContain(`| ${id} | ${severity} | ${title} |`);
});
