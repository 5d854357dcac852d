// Writes what the suites give into the schemas: `npm run docs`.
import { readFileSync, writeFileSync } from 'node:fs';
import { counterexampleSchema, withWhatSuitesGive } from '../dist/harness/judge/schemas.js';
import { baselineSchema } from '../dist/harness/verdict/baseline/baseline.js';

const at = (name) => new URL(`./${name}.schema.json`, import.meta.url);
const write = (name, schema) => writeFileSync(at(name), `${JSON.stringify(schema, null, 2)}\n`);

write('counterexample', counterexampleSchema());
write('baseline', baselineSchema());
for (const name of ['report', 'probe']) write(name, withWhatSuitesGive(JSON.parse(readFileSync(at(name), 'utf8'))));
