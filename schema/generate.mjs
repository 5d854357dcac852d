// Writes what the suites give into the schemas: `npm run docs`.
import { readFileSync, writeFileSync } from 'node:fs';
import { counterexampleSchema, withWhatSuitesGive } from '../dist/harness/judge/schemas.js';

const at = (name) => new URL(`./${name}.schema.json`, import.meta.url);
const write = (name, schema) => writeFileSync(at(name), `${JSON.stringify(schema, null, 2)}\n`);

write('counterexample', counterexampleSchema());
for (const name of ['report', 'probe']) write(name, withWhatSuitesGive(JSON.parse(readFileSync(at(name), 'utf8'))));
