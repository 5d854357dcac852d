import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { builtinAdapters } from '../dist/adapters/registry.js';
import { controls, defects } from '../dist/fixtures/defects/index.js';
import { incidents } from '../dist/fixtures/incidents/index.js';
import { judge } from '../dist/harness/judge/judge.js';

// Judges every store, pool and registry that is here and writes each report, without its times, to a file of its own. Two versions that are to
// give the same verdicts, stories and counterexamples are compared with `diff -r`. What fails otherwise than its facts say is told, too.

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    'at-once': { type: 'string', default: '2' },
    only: { type: 'string', default: '' },
    jobs: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    effort: { type: 'string', default: 'quick' },
    missing: { type: 'boolean', default: false },
  },
});
const [directory] = positionals;
if (directory === undefined)
  throw new Error(
    'usage: node .ci/reports.mjs <directory> [--only <part of a name>] [--missing] [--at-once 2] [--jobs 1] [--seed 1] [--effort quick]',
  );
await mkdir(directory, { recursive: true });

const NOT_INSTALLED = /^CW_(PACKAGE_MISSING|ADAPTER_LOAD)$/;
const targets = [
  ...Object.keys(builtinAdapters).map((name) => ({ name, target: name })),
  ...Object.entries(controls).map(([name, url]) => ({ name: `control ${name}`, target: new URL(url), fails: [] })),
  // Those that are programs are judged where something can be mounted, and their races elsewhere: fixtures/python.
  ...Object.entries(defects)
    .filter(([, { program }]) => program === undefined)
    .map(([name, { suite, fails }]) => ({
      name: `${suite} defect ${name}`,
      target: `defect:${name}`,
      fails,
    })),
  ...Object.entries(incidents)
    .filter(([name]) => !name.endsWith('-python'))
    .map(([name, { fails }]) => ({ name: `incident ${name}`, target: `incident:${name}`, fails })),
]
  .map((one) => ({ ...one, file: path.join(directory, `${one.name.replaceAll(/[^a-z0-9.-]/g, '-')}.json`) }))
  .filter(({ name, file }) => name.includes(values.only) && !(values.missing && existsSync(file)));

let strange = 0;
const waiting = [...targets];
await Promise.all(Array.from({ length: Number(values['at-once']) }, work));
console.log(`${targets.length} judged, ${strange} otherwise than they should be`);
process.exitCode = strange === 0 ? 0 : 1;

async function work() {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await report(next);
}

async function report({ name, target, fails, file }) {
  const started = performance.now();
  try {
    const { times: _, ...rest } = await judge(target, {
      effort: values.effort,
      seed: Number(values.seed),
      confirmKill: false,
      out: false,
      jobs: Number(values.jobs),
    });
    await writeFile(file, `${JSON.stringify(rest, undefined, 1)}\n`);
    const failed = rest.requirements.filter(({ verdict }) => ['fail', 'harness-error'].includes(verdict)).map(({ id }) => id);
    if (fails === undefined || failed.join() === fails.join()) return;
    strange++;
    console.log(`${name}: fails ${failed.join(' ') || 'nothing'}; expected ${fails.join(' ') || 'nothing'}`);
  } catch (error) {
    await writeFile(file, `${JSON.stringify({ code: error.code, message: error.message }, undefined, 1)}\n`);
    if (NOT_INSTALLED.test(error.code)) return;
    strange++;
    console.log(`${name}: ${error.code}: ${error.message}`);
  } finally {
    if (process.stderr.isTTY || process.env.CW_REPORT_TIMES)
      console.error(`${name}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
}
