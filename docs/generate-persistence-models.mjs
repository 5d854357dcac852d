import { readFileSync, writeFileSync } from 'node:fs';
import { persistenceModelsPage } from './persistence-models-page.mjs';

// `npm run docs`: the rules in docs/persistence-models.md from the models.
const file = new URL('./persistence-models.md', import.meta.url);
writeFileSync(file, await persistenceModelsPage(readFileSync(file, 'utf8')));
