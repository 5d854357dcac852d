import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { REQUIREMENTS, SUITE_NAMES } from '../harness/judge/requirements.ts';
// @ts-expect-error it has no types, and needs none: it gives a text.
import { requirementsPage } from './requirements-page.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const textOf = (file: string) => readFileSync(path.join(root, file), 'utf8');

test('docs/requirements.md is up to date: npm run docs', async () => {
  expect(textOf('docs/requirements.md')).toBe(await requirementsPage());
});

test.each(SUITE_NAMES)('README.md has %s in its table', (suite) => {
  const ids = REQUIREMENTS.filter((one) => one.suite === suite).map(({ id }) => id);
  expect(textOf('README.md')).toContain(`| \`${suite}\` | ${ids[0]} to ${ids.at(-1)?.split('-')[1]} |`);
});
