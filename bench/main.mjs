// `npm run bench`: prints one JSON object a line, { name, value, unit, ratio?, baseline?, goal? }. Needs the build. `npm run bench -- checker` runs that
// one alone; with `--brief` each is run just long enough to see that it still does, and its values are worth nothing.
// Each measurement runs in processes of its own, one after another; ratios compare two things measured in the same run.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MEASUREMENTS = [
  'crash-images',
  'power-loss-images',
  'against-sigkill',
  'first-counterexample',
  'default-run',
  'many-files',
  'growth',
  'image-against-memfs',
  'damages',
  'faults',
  'schedules',
  'strategies',
  'checker',
  'lifecycle',
  'mounted-requests',
  'mounted-recoveries',
  'first-of-program',
  'html-report',
  'server',
];

const words = process.argv.slice(2);
const asked = words.filter((word) => word !== '--brief');
if (words.includes('--brief')) process.env.CW_BENCH_BRIEF = '1';
const unknown = asked.filter((name) => !MEASUREMENTS.includes(name));
if (unknown.length > 0) throw new Error(`There is no ${unknown.join(', ')}; there are ${MEASUREMENTS.join(', ')}.`);
for (const name of MEASUREMENTS) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const status = await run(name);
  if (status !== 0) process.exitCode = 1;
}

function run(name) {
  const child = spawn(process.execPath, ['--no-warnings', fileURLToPath(new URL(`./${name}.mjs`, import.meta.url))], {
    stdio: 'inherit',
  });
  return new Promise((resolve) => child.on('exit', resolve));
}
