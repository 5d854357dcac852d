import { expect, test } from 'vitest';
import { type Command, parseArguments } from './arguments.ts';

const NO_SERVICES = { services: [], servicesMayHaveTables: false } as const;

const run = {
  command: 'run',
  target: './x.ts',
  effort: 'default',
  level: 'AAA',
  seed: 1,
  models: [],
  reporters: [{ format: 'terminal', to: 'stdout' }],
  only: [],
  skip: [],
  out: '.crashworthy',
  detail: 'usual',
  bail: false,
  watch: false,
  updateBaseline: false,
  failOn: 'incomplete',
  confirmKill: true,
  allowNotTestable: false,
  services: [],
  servicesMayHaveTables: false,
  color: 'auto',
} satisfies Command;

const probe = {
  command: 'probe',
  target: './x.ts',
  effort: 'default',
  seed: 1,
  models: [],
  out: '.crashworthy',
  json: false,
  color: 'auto',
} satisfies Command;

function parse(commandLine: string): Command {
  return parseArguments(commandLine.split(' ').filter((word) => word !== ''));
}

test.each<[string, Partial<Command>]>([
  ['./x.ts', run],
  ['run ./x.ts', run],
  ['run run', { ...run, target: 'run' }],
  ['lowdb', { ...run, target: 'lowdb' }],
  ['unit', { ...run, target: 'unit' }],
  ['defect:stale-lock', { ...run, target: 'defect:stale-lock' }],
  ['run lisst', { ...run, target: 'lisst' }],
  ['-- --odd.ts', { ...run, target: '--odd.ts' }],
  ['./x.ts --host process --effort quick --seed 42', { ...run, host: 'process', effort: 'quick', seed: 42 }],
  ['./x.ts --model process-kill', { ...run, models: ['process-kill'] }],
  ['./x.ts --model ext4,xfs --model posix', { ...run, models: ['ext4', 'xfs', 'posix'] }],
  ['./x.ts --model power-loss', { ...run, models: ['ext4', 'xfs', 'btrfs', 'posix', 'failed-fsync'] }],
  ['./x.ts --depth 2', { ...run, depth: 2 }],
  ['probe ./x.ts', probe],
  ['probe ./x.ts --json --model ext4 --depth 1 --out a', { ...probe, json: true, models: ['ext4'], depth: 1, out: 'a' }],
  ['probe ./x.ts --effort thorough --seed 7 --no-color', { ...probe, effort: 'thorough', seed: 7, color: 'never' }],
  ['--seed=0 ./x.ts', { ...run, seed: 0 }],
  ['./x.ts --seed 1 --seed 2147483647', { ...run, seed: 2_147_483_647 }],
  ['./x.ts --only CRASH-1 --only torn-read --skip CRASH-2', { ...run, only: ['CRASH-1', 'torn-read'], skip: ['CRASH-2'] }],
  ['./x.ts --out a -o b', { ...run, out: 'b' }],
  ['./x.ts --allow-not-testable', { ...run, allowNotTestable: true }],
  ['./x.ts --bail --jobs 3', { ...run, bail: true, jobs: 3 }],
  ['./x.ts -j 1', { ...run, jobs: 1 }],
  ['./x.ts --no-confirm-kill --no-color', { ...run, confirmKill: false, color: 'never' }],
  ['./x.ts --reporter json', { ...run, reporters: [{ format: 'json', to: 'stdout' }] }],
  ['./x.ts -r junit=o.xml', { ...run, reporters: [...run.reporters, { format: 'junit', to: { file: 'o.xml' } }] }],
  ['replay f.json --no-color', { command: 'replay', file: 'f.json', services: [], servicesMayHaveTables: false, color: 'never' }],
  ['list', { command: 'list', json: false, color: 'auto' }],
  ['list incidents', { command: 'list', what: 'incidents', json: false, color: 'auto' }],
  ['list --json', { command: 'list', json: true, color: 'auto' }],
  ['explain CRASH-1', { command: 'explain', id: 'CRASH-1', color: 'auto' }],
  ['--stdio ./program', { ...run, target: 'stdio:./program' }],
  ['run --host process --stdio=./program', { ...run, host: 'process', target: 'stdio:./program' }],
  ['probe --stdio ./program', { ...probe, target: 'stdio:./program' }],
  ['doctor --stdio ./program', { command: 'doctor', target: 'stdio:./program', ...NO_SERVICES, color: 'auto' }],
  ['doctor ./x.ts', { command: 'doctor', target: './x.ts', ...NO_SERVICES, color: 'auto' }],
  ['init', { command: 'init', color: 'auto' }],
  ['init --python', { command: 'init', language: 'python', color: 'auto' }],
  ['init --go a.go', { command: 'init', language: 'go', file: 'a.go', color: 'auto' }],
  ['init a.ts', { command: 'init', file: 'a.ts', color: 'auto' }],
  ['help', { command: 'help', color: 'auto' }],
  ['help replay', { command: 'help', topic: 'replay', color: 'auto' }],
  ['--help', { command: 'help', color: 'auto' }],
  ['replay -h', { command: 'help', topic: 'replay', color: 'auto' }],
  ['version', { command: 'version', color: 'auto' }],
  ['--version', { command: 'version', color: 'auto' }],
  ['./x.ts -v', { command: 'version', color: 'auto' }],
])('crashworthy %s', (commandLine, expected) => {
  expect(parse(commandLine)).toEqual(expected);
});

test.each([
  ['', 'CW_USAGE_MISSING', /Expected a store to judge/],
  ['--seed 3', 'CW_USAGE_MISSING', /Expected a store to judge/],
  ['run', 'CW_USAGE_MISSING', /run expects the store to judge/],
  ['probe', 'CW_USAGE_MISSING', /probe expects the store to probe/],
  ['probe ./x.ts --only CRASH-1', 'CW_USAGE_UNKNOWN_OPTION', /--only is an option of run; probe does not take it/],
  ['replay', 'CW_USAGE_MISSING', /replay expects the counterexample file/],
  ['explain', 'CW_USAGE_MISSING', /explain expects the id of a requirement/],
  ['doctor', 'CW_USAGE_MISSING', /doctor expects the store/],
  ['./x.ts --seed', 'CW_USAGE_MISSING', /--seed expects a value; found nothing/],
  ['./x.ts --out=', 'CW_USAGE_MISSING', /--out expects a value; found nothing/],
  ['./x.ts --out --seed 3', 'CW_USAGE_MISSING', /--out expects a value; found the option --seed/],
  ['./x.ts y.ts', 'CW_USAGE_EXTRA', /run does not know what to do with "y.ts"/],
  ['list all', 'CW_USAGE_EXTRA', /list does not know what to do with "all"/],
  ['list incidents 1', 'CW_USAGE_EXTRA', /list does not know what to do with "1"/],
  ['version 2', 'CW_USAGE_EXTRA', /"2"/],
  ['init a b', 'CW_USAGE_EXTRA', /"b"/],
  ['help run list', 'CW_USAGE_EXTRA', /"list"/],
  ['./x.ts --sed 3', 'CW_USAGE_UNKNOWN_OPTION', /no option --sed/],
  ['./x.ts -x', 'CW_USAGE_UNKNOWN_OPTION', /no option -x/],
  ['list --seed 3', 'CW_USAGE_UNKNOWN_OPTION', /--seed is an option of run, probe; list does not take it/],
  ['./x.ts --json', 'CW_USAGE_UNKNOWN_OPTION', /--json is an option of probe, list; run does not take it/],
  ['./x.ts --toString', 'CW_USAGE_UNKNOWN_OPTION', /--toString/],
  ['./x.ts --claim survives', 'CW_USAGE_OPTION_VALUE', /a claim and its value; found "survives"/],
  [
    './x.ts --claim survives=process-kill --claim survives=power-loss',
    'CW_USAGE_OPTION_VALUE',
    /--claim survives is given twice/,
  ],
  ['./x.ts --seed -5', 'CW_USAGE_OPTION_VALUE', /whole number from 0 to 2147483647; found "-5"/],
  ['./x.ts --seed 1e3', 'CW_USAGE_OPTION_VALUE', /found "1e3"/],
  ['./x.ts --seed 2147483648', 'CW_USAGE_OPTION_VALUE', /found "2147483648"/],
  ['./x.ts --host real', 'CW_USAGE_OPTION_VALUE', /--host takes simulated, process, mounted, server; found "real"/],
  ['./x.ts --effort through', 'CW_USAGE_OPTION_VALUE', /quick, default, thorough/],
  ['./x.ts --model ext3', 'CW_USAGE_OPTION_VALUE', /--model takes a list of process-kill, ext4, .*; found "ext3"/],
  ['./x.ts --model ext4,', 'CW_USAGE_OPTION_VALUE', /found ""/],
  ['./x.ts --depth 3', 'CW_USAGE_OPTION_VALUE', /--depth takes 1, 2; found "3"/],
  ['./x.ts --no-color=yes', 'CW_USAGE_OPTION_VALUE', /--no-color takes no value; found "yes"/],
  ['./x.ts --reporter xml', 'CW_USAGE_OPTION_VALUE', /--reporter takes/],
  ['./x.ts --reporter json --reporter junit', 'CW_USAGE_REPORTERS', /both/],
  ['repaly f.json', 'CW_USAGE_UNKNOWN_COMMAND', /"repaly" is no command of crashworthy; did you mean replay\?/],
  ['lst', 'CW_USAGE_UNKNOWN_COMMAND', /did you mean list/],
  ['unit a.ts', 'CW_USAGE_UNKNOWN_COMMAND', /did you mean init/],
  ['help rum', 'CW_USAGE_UNKNOWN_COMMAND', /no help on "rum"/],
])('crashworthy %s throws %s', (commandLine, code, message) => {
  expect(() => parse(commandLine)).toThrow(
    expect.objectContaining({ name: 'Failure', blame: 'usage', code, message: expect.stringMatching(message) }),
  );
});

test.each([
  ['./x.ts --sed 3', 'did you mean --seed?'],
  ['list incident', 'did you mean crashworthy list incidents?'],
  ['list all', 'crashworthy list lists the requirements, crashworthy list incidents the incidents'],
  ['./x.ts --effort through', 'did you mean --effort thorough?'],
  ['./x.ts --model exf4', 'did you mean --model ext4?'],
  ['lst', 'if it is a store, say so: crashworthy run lst'],
  ['help rum', 'did you mean crashworthy help run?'],
  ['./x.ts seed 4', 'did you mean --seed?'],
])('crashworthy %s hints: %s', (commandLine, hint) => {
  expect(() => parse(commandLine)).toThrow(expect.objectContaining({ hint }));
});
