import { readFileSync, writeFileSync } from 'node:fs';
import { withIncidentsTable } from './incidents-table.mjs';

// `npm run docs`: the table of docs/incidents.md from the built facts.
const page = new URL('./incidents.md', import.meta.url);
writeFileSync(page, await withIncidentsTable(readFileSync(page, 'utf8')));
