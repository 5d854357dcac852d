import { readFileSync, writeFileSync } from 'node:fs';
import { manualPage } from './manual-page.mjs';

// `npm run docs`: docs/crashworthy.1 from the help.
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
writeFileSync(new URL('./crashworthy.1', import.meta.url), manualPage(version));
