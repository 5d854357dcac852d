import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PERSISTENCE_MODELS } from '../harness/verdict/counterexample.ts';
// @ts-expect-error it has no types, and needs none: it gives a text.
import { persistenceModelsPage } from './persistence-models-page.mjs';

const page = readFileSync(new URL('./persistence-models.md', import.meta.url), 'utf8');

test('the rules in docs/persistence-models.md are those of the models: npm run docs', async () => {
  expect(page).toBe(await persistenceModelsPage(page));
});

test('the models are all there, in their order', () => {
  expect([...page.matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map(([, name]) => name)).toEqual([...PERSISTENCE_MODELS]);
});
