import { Failure } from '../contract/failure.ts';
import { nearest } from '../contract/nearest.ts';
import type { GivenService } from '../host/server/services/service.ts';
import { serviceArgument } from '../host/server/services/service-argument.ts';
import { parseShard, type Shard } from '../judge/shards/shard.ts';
import { STDIO_PREFIX } from '../judge/target.ts';
import type { Detail } from '../report/page.ts';
import { parseReporters, type Reporter } from '../report/reporters.ts';
import { type HostName, PERSISTENCE_MODELS, type PersistenceModelName } from '../verdict/counterexample.ts';
import { FAIL_ON, type FailOn } from '../verdict/exit-code.ts';
import type { GivenClaims } from '../verdict/given-claims.ts';
import { LEVELS, type Level } from '../verdict/level.ts';
import type { Effort } from '../verdict/report.ts';
import { claimsOf } from './claim-option.ts';
import { SHELLS, type Shell } from './completion.ts';
import { booleanOption, choiceOption, type Line, lastOption, listOption, readLine } from './line.ts';
import { COMMANDS, type CommandName, OPTIONS, OPTIONS_OF } from './options.ts';

/** What the user asked for. `color` is `never` after `--no-color`; else `wantsColor` decides. */
export type Command =
  | RunCommand
  | MergeCommand
  | ProbeCommand
  | ReplayCommand
  | { command: 'list'; what?: 'incidents'; json: boolean; color: ColorChoice }
  | { command: 'explain'; id: string; color: ColorChoice }
  | ({ command: 'doctor'; target: string; color: ColorChoice } & GivenServices)
  | { command: 'init'; file?: string; language?: InitLanguage; color: ColorChoice }
  | { command: 'completion'; shell: Shell; color: ColorChoice }
  | { command: 'help'; topic?: CommandName; color: ColorChoice }
  | { command: 'version'; color: ColorChoice };

/** Beside JavaScript and TypeScript, in which an adapter is written. */
export const INIT_LANGUAGES = ['python', 'go', 'rust'] as const;
export type InitLanguage = (typeof INIT_LANGUAGES)[number];

export type ColorChoice = 'auto' | 'never';

/** What becomes of a report. */
export interface Gate {
  reporters: Reporter[];
  /** How much of the report is told to people. */
  detail: Detail;
  /** Directory for counterexample files. */
  out: string;
  /** The file of known failures, if it was named. */
  baseline?: string;
  /** Whether what fails now is written to it. */
  updateBaseline: boolean;
  /** From which verdict on the exit status is 1. */
  failOn: FailOn;
}

export interface RunCommand extends Gate, GivenServices {
  command: 'run';
  /** A path of an adapter module, the name of a store of ours, `<family>:<package>`, `defect:<name>`, `incident:<number>/<stage>`, or `stdio:<command line>`. */
  target: string;
  /** Absent where it was not said: whichever suits the store. */
  host?: HostName;
  effort: Effort;
  /** Up to which level is judged. */
  level: Level;
  /** 0 to 2147483647. */
  seed: number;
  /** Empty: the host's own choice. */
  models: PersistenceModelName[];
  depth?: 1 | 2;
  /** How many workers at once; as many as there are processors where it was not said. */
  jobs?: number;
  /** A share of the run. */
  shard?: Shard;
  /** In place of what the adapter claims. */
  claims?: GivenClaims;
  /** Ids of requirements or names of suites, as written. Empty: everything. */
  only: string[];
  /** The same, to be disabled. */
  skip: string[];
  /** Whether the first failed MUST ends the run. */
  bail: boolean;
  /** Whether it judges again whenever a file of the adapter changes. */
  watch: boolean;
  /** Whether failures are confirmed by killing a real process. */
  confirmKill: boolean;
  /** Whether an `incomplete` verdict exits with 0. */
  allowNotTestable: boolean;
  color: ColorChoice;
}

/** Servers that were given, for stores on a server. */
interface GivenServices {
  services: readonly GivenService[];
  servicesMayHaveTables: boolean;
}

export interface ReplayCommand extends GivenServices {
  command: 'replay';
  file: string;
  color: ColorChoice;
}

export interface MergeCommand extends Gate {
  command: 'merge';
  /** JSON reports, one a shard. */
  files: readonly string[];
  color: ColorChoice;
}

export interface ProbeCommand
  extends Pick<RunCommand, 'target' | 'effort' | 'seed' | 'models' | 'depth' | 'jobs' | 'out' | 'color'> {
  command: 'probe';
  /** As JSON instead of prose. */
  json: boolean;
}

const SEED_MAX = 2 ** 31 - 1;

/**
 * Reads a command line. A first word that is no command is the target of `run`; `--help` and `--version` win over everything else.
 *
 * @param argv the words after the program's name.
 * @throws {Failure} CW_USAGE_UNKNOWN_OPTION, CW_USAGE_UNKNOWN_COMMAND, CW_USAGE_OPTION_VALUE, CW_USAGE_MISSING, CW_USAGE_EXTRA,
 *   CW_USAGE_REPORTERS; each says what was expected and what was found.
 */
export function parseArguments(argv: readonly string[]): Command {
  const line = readLine(argv);
  const color: ColorChoice = booleanOption(line, 'no-color') ? 'never' : 'auto';
  const { name, words } = commandOf(line);
  if (booleanOption(line, 'help')) return { command: 'help', color, ...(name === undefined ? {} : { topic: name }) };
  if (booleanOption(line, 'version')) return { command: 'version', color };
  if (name === undefined) {
    throw new Failure('CW_USAGE_MISSING', 'Expected a store to judge; the command line names none.', {
      hint: 'crashworthy ./my-store.adapter.ts judges a store, crashworthy defect:stale-lock shows a failure, crashworthy help lists the rest',
    });
  }
  refuseForeignOptions(line, name);
  switch (name) {
    case 'run':
      return runCommand(line, words, color);
    case 'merge':
      if (words.length === 0) {
        throw new Failure('CW_USAGE_MISSING', 'crashworthy merge expects the JSON reports of all shards; found nothing.', {
          hint: 'crashworthy help merge',
        });
      }
      return { command: name, files: words, ...gateOf(line), color };
    case 'probe':
      return {
        command: name,
        ...judging(line),
        target: targetOf(line, words, name, 'the store to probe'),
        json: booleanOption(line, 'json'),
        color,
      };
    case 'replay':
      return { command: name, file: only(words, name, 'the counterexample file to replay'), ...servicesOf(line), color };
    case 'explain':
      return { command: name, id: only(words, name, 'the id of a requirement, such as CRASH-1'), color };
    case 'doctor':
      return { command: name, target: targetOf(line, words, name, 'the store to look at'), ...servicesOf(line), color };
    case 'list': {
      const what = listed(words);
      return { command: name, json: booleanOption(line, 'json'), color, ...(what === undefined ? {} : { what }) };
    }
    case 'init': {
      const file = optional(words, name);
      return { command: name, color, ...(file === undefined ? {} : { file }), ...languageOf(line) };
    }
    case 'completion':
      return { command: name, shell: shellOf(only(words, name, 'the name of a shell: bash, zsh or fish')), color };
    case 'help': {
      const topic = optional(words, name);
      return { command: name, color, ...(topic === undefined ? {} : { topic: commandNamed(topic) }) };
    }
    case 'version':
      none(words, name);
      return { command: name, color };
  }
}

function runCommand(line: Line, words: readonly string[], color: ColorChoice): RunCommand {
  return {
    command: 'run',
    target: targetOf(line, words, 'run', 'the store to judge'),
    ...judging(line),
    ...hostOf(line),
    ...servicesOf(line),
    ...shardOf(line),
    ...claimsOf(line),
    ...gateOf(line),
    level: choiceOption(line, 'level', LEVELS) ?? 'AAA',
    only: listOption(line, 'only'),
    skip: listOption(line, 'skip'),
    bail: booleanOption(line, 'bail'),
    watch: booleanOption(line, 'watch'),
    confirmKill: !booleanOption(line, 'no-confirm-kill'),
    allowNotTestable: booleanOption(line, 'allow-not-testable'),
    color,
  };
}

/** What every command that judges takes. */
function judging(line: Line): Pick<RunCommand, 'effort' | 'seed' | 'models' | 'depth' | 'jobs' | 'out'> {
  return {
    effort: choiceOption(line, 'effort', ['quick', 'default', 'thorough']) ?? 'default',
    seed: seedOf(lastOption(line, 'seed')),
    models: modelsOf(line),
    ...depthOf(line),
    ...jobsOf(line),
    out: lastOption(line, 'out') ?? '.crashworthy',
  };
}

/** @throws {Failure} CW_USAGE_OPTION_VALUE for a word that is no model. `power-loss` stands for all the models of it. */
function modelsOf(line: Line): PersistenceModelName[] {
  const words = listOption(line, 'model').flatMap((value) => value.split(','));
  return words.flatMap((word): readonly PersistenceModelName[] => {
    const model = PERSISTENCE_MODELS.find((known) => known === word.trim());
    if (model !== undefined) return [model];
    if (word.trim() === 'power-loss') return PERSISTENCE_MODELS.filter((known) => known !== 'process-kill');
    const meant = nearest(word, [...PERSISTENCE_MODELS, 'power-loss']);
    throw new Failure(
      'CW_USAGE_OPTION_VALUE',
      `--model takes a list of ${PERSISTENCE_MODELS.join(', ')}, or power-loss for all but the first; found "${word}".`,
      { ...(meant === undefined ? {} : { hint: `did you mean --model ${meant}?` }) },
    );
  });
}

function depthOf(line: Line): { depth?: 1 | 2 } {
  const depth = choiceOption(line, 'depth', ['1', '2']);
  return depth === undefined ? {} : { depth: depth === '1' ? 1 : 2 };
}

function jobsOf(line: Line): { jobs?: number } {
  const value = lastOption(line, 'jobs');
  if (value === undefined) return {};
  if (/^[1-9]\d{0,3}$/.test(value)) return { jobs: Number(value) };
  throw new Failure('CW_USAGE_OPTION_VALUE', `--jobs takes a whole number of workers, 1 or more; found "${value}".`, {
    hint: 'left out, there are as many as the machine has processors',
  });
}

function seedOf(value: string | undefined): number {
  if (value === undefined) return 1;
  const seed = Number(value);
  if (/^\d+$/.test(value) && seed <= SEED_MAX) return seed;
  throw new Failure('CW_USAGE_OPTION_VALUE', `--seed takes a whole number from 0 to ${SEED_MAX}; found "${value}".`);
}

/** The command and the words that belong to it; no name where there are no words at all. */
export function commandOf(line: Line): { name: CommandName | undefined; words: readonly string[] } {
  const { words } = line;
  const [first, ...rest] = words;
  if (first === undefined) return { name: lastOption(line, 'stdio') === undefined ? undefined : 'run', words };
  const name = COMMANDS.find((command) => command === first);
  if (name !== undefined) return { name, words: rest };
  const meant = mistyped(first, rest.length > 0);
  if (meant !== undefined) {
    throw new Failure('CW_USAGE_UNKNOWN_COMMAND', `"${first}" is no command of crashworthy; did you mean ${meant}?`, {
      hint: `if it is a store, say so: crashworthy run ${first}`,
    });
  }
  return { name: 'run', words };
}

/**
 * The command that a word was meant to be. Stores have names and paths of their own, so a word counts as a typo only if it is
 * bare, near to a command, and begins like it or is followed by an argument that `run` would not take.
 */
function mistyped(word: string, followed: boolean): CommandName | undefined {
  if (!/^[A-Za-z-]+$/.test(word)) return undefined;
  const meant = COMMANDS.find((command) => command === nearest(word, COMMANDS));
  return meant !== undefined && (followed || meant[0] === word[0]?.toLowerCase()) ? meant : undefined;
}

function commandNamed(topic: string): CommandName {
  const command = COMMANDS.find((name) => name === topic);
  if (command !== undefined) return command;
  const meant = nearest(topic, COMMANDS);
  throw new Failure('CW_USAGE_UNKNOWN_COMMAND', `There is no help on "${topic}"; the commands are ${COMMANDS.join(', ')}.`, {
    ...(meant === undefined ? {} : { hint: `did you mean crashworthy help ${meant}?` }),
  });
}

function refuseForeignOptions({ options }: Line, command: CommandName): void {
  const foreign = options.find(({ name }) => !OPTIONS_OF[command].includes(name));
  if (foreign === undefined) return;
  const owners = COMMANDS.filter((name) => OPTIONS_OF[name].includes(foreign.name));
  throw new Failure(
    'CW_USAGE_UNKNOWN_OPTION',
    `--${foreign.name} is an option of ${owners.join(', ')}; ${command} does not take it.`,
    {
      hint: `crashworthy help ${command} lists what it takes`,
    },
  );
}

/** What is to be listed; `undefined`: the requirements. */
function listed(words: readonly string[]): 'incidents' | undefined {
  const word = optional(words, 'list');
  if (word === undefined || word === 'incidents') return word;
  throw new Failure('CW_USAGE_EXTRA', `crashworthy list does not know what to do with "${word}".`, {
    hint:
      nearest(word, ['incidents']) === undefined
        ? 'crashworthy list lists the requirements, crashworthy list incidents the incidents'
        : 'did you mean crashworthy list incidents?',
  });
}

/** What `--stdio` names, or the word that is left. */
function targetOf(line: Line, words: readonly string[], command: CommandName, what: string): string {
  const program = lastOption(line, 'stdio');
  if (program === undefined) return only(words, command, what);
  none(words, command);
  return `${STDIO_PREFIX}${program}`;
}

function languageOf(line: Line): { language?: InitLanguage } {
  const [language, ...others] = INIT_LANGUAGES.filter((one) => booleanOption(line, one));
  if (language === undefined) return {};
  if (others.length === 0) return { language };
  throw new Failure(
    'CW_USAGE_EXTRA',
    `crashworthy init writes a store in one language; found --${[language, ...others].join(' and --')}.`,
  );
}

function shellOf(word: string): Shell {
  const shell = SHELLS.find((one) => one === word);
  if (shell !== undefined) return shell;
  throw new Failure('CW_USAGE_OPTION_VALUE', `crashworthy completion is for ${SHELLS.join(', ')}; found "${word}".`);
}

function shardOf(line: Line): { shard?: Shard } {
  const shard = lastOption(line, 'shard');
  return shard === undefined ? {} : { shard: parseShard(shard) };
}

function gateOf(line: Line): Gate {
  return {
    reporters: parseReporters(listOption(line, 'reporter')),
    detail: detailOf(line),
    out: lastOption(line, 'out') ?? '.crashworthy',
    ...baselineOf(line),
    updateBaseline: booleanOption(line, 'update-baseline'),
    failOn: choiceOption(line, 'fail-on', FAIL_ON) ?? 'incomplete',
  };
}

function baselineOf(line: Line): { baseline?: string } {
  const baseline = lastOption(line, 'baseline');
  if (baseline === '') throw new Failure('CW_USAGE_OPTION_VALUE', '--baseline takes the name of a file; found nothing.');
  return baseline === undefined ? {} : { baseline };
}

function detailOf(line: Line): Detail {
  const [verbose, quiet] = [booleanOption(line, 'verbose'), booleanOption(line, 'quiet')];
  if (verbose && quiet) throw new Failure('CW_USAGE_OPTION_VALUE', '--verbose and --quiet exclude each other; found both.');
  return verbose ? 'verbose' : quiet ? 'quiet' : 'usual';
}

function hostOf(line: Line): { host?: HostName } {
  const host = choiceOption(line, 'host', ['simulated', 'process', 'mounted', 'server']);
  return host === undefined ? {} : { host };
}

/** @throws {Failure} CW_SERVICE_ARGUMENT, CW_SERVICE_TLS. */
function servicesOf(line: Line): GivenServices {
  return {
    services: listOption(line, 'service').map(serviceArgument),
    servicesMayHaveTables: booleanOption(line, 'service-may-have-tables'),
  };
}

function only(words: readonly string[], command: CommandName, what: string): string {
  const [word, ...extra] = words;
  if (word === undefined || word === '') {
    throw new Failure('CW_USAGE_MISSING', `crashworthy ${command} expects ${what}; found nothing.`, {
      hint: `crashworthy help ${command}`,
    });
  }
  none(extra, command);
  return word;
}

function optional(words: readonly string[], command: CommandName): string | undefined {
  const [word, ...extra] = words;
  none(extra, command);
  return word;
}

function none(extra: readonly string[], command: CommandName): void {
  const [word] = extra;
  if (word === undefined) return;
  const meant = nearest(word, Object.keys(OPTIONS));
  throw new Failure('CW_USAGE_EXTRA', `crashworthy ${command} does not know what to do with "${word}".`, {
    hint: meant === undefined ? `crashworthy help ${command} shows what it takes` : `did you mean --${meant}?`,
  });
}
