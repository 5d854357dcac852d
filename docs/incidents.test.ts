import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { incidents } from '../fixtures/incidents/index.ts';
// @ts-expect-error it has no types, and needs none: it gives a text.
import { withIncidentsTable } from './incidents-table.mjs';

const page = readFileSync(new URL('./incidents.md', import.meta.url), 'utf8');

test('the table of docs/incidents.md is up to date: npm run docs', async () => {
  expect(page).toBe(await withIncidentsTable(page));
});

test('docs/incidents.md names only stores that there are', () => {
  const named = [...page.matchAll(/incident:(\d+\/[a-z-]+)/g)].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(Object.keys(incidents).length);
  expect(named.filter((name) => name === undefined || !Object.hasOwn(incidents, name))).toEqual([]);
});

test('a page without the place for its table is refused', async () => {
  await expect(withIncidentsTable('# Incidents')).rejects.toThrow(/has no "<!-- the table/);
});
