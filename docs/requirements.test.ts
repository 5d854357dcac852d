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

/** The ids of one suite as docs/what-is-checked.md says them: a run is its ends, and a number that is not taken is left out. */
function said(ids: readonly string[]): string {
  const family = ids[0]?.split('-')[0];
  const runs: number[][] = [];
  for (const number of ids.map((id) => Number(id.split('-')[1]))) {
    const last = runs.at(-1);
    if (last?.at(-1) === number - 1) last.push(number);
    else runs.push([number]);
  }
  return `${family}-${runs.map((run) => (run.length > 1 ? `${run[0]} to ${run.at(-1)}` : run[0])).join(', ')}`;
}

test('what-is-checked.md says how many there are', () => {
  expect(textOf('docs/what-is-checked.md')).toContain(`${REQUIREMENTS.length} requirements, in`);
});

test.each(SUITE_NAMES)('what-is-checked.md has %s in its table', (suite) => {
  const ids = REQUIREMENTS.filter((one) => one.suite === suite).map(({ id }) => id);
  expect(textOf('docs/what-is-checked.md')).toContain(`| \`${suite}\` | ${said(ids)} |`);
});
