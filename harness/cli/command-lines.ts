import path from 'node:path';
import { Failure } from '../contract/failure.ts';
import type { Config, ConfiguredRun, ConfiguredTarget } from '../judge/config/config.ts';
import { findConfig } from '../judge/config/find-config.ts';
import { commandOf } from './arguments.ts';
import { booleanOption, readLine } from './line.ts';

/** One command line for each store to judge: what a configuration says is put in front of what was typed, which wins. */
export interface CommandLine {
  readonly argv: readonly string[];
  /** Of a store that the configuration names. */
  readonly name?: string;
}

/**
 * The command lines that one stands for where there is a `crashworthy.config.ts`; itself where there is none, or for a command that does not judge.
 *
 * @throws {Failure} CW_CONFIG, and what `parseArguments` throws for a word that is no command.
 */
export async function commandLines(argv: readonly string[], directory = process.cwd()): Promise<CommandLine[]> {
  const line = readLine(argv);
  const { name, words } = commandOf(line);
  const judges = name === undefined || name === 'run';
  if (!judges || booleanOption(line, 'help') || booleanOption(line, 'version')) return [{ argv }];
  const found = await findConfig(directory);
  if (found === undefined) return [{ argv }];
  const { config } = found;
  const places: Places = { home: found.directory, directory };
  const relative = (target: string): string => targetFrom(found.directory, directory, target);
  const targets = targetsOf(config);
  const [word] = words;
  const typed = line.options.map((option) => option.name);
  if (word !== undefined || typed.includes('stdio')) {
    const known = targets.find(
      ({ name: called, target }) => word !== undefined && (called === word || relative(target) === word),
    );
    if (known === undefined) return [{ argv: [...optionsOf(config, typed, places), ...argv] }];
    return [lineOf(known)];
  }
  if (targets.length === 0) return [{ argv }];
  return targets.map(lineOf);

  function lineOf(target: ConfiguredTarget): CommandLine {
    const own = optionsOf({ ...config, ...target }, typed, places);
    return { name: target.name ?? target.target, argv: ['run', relative(target.target), ...own, ...line.rest] };
  }
}

function targetsOf({ targets = [] }: Config): ConfiguredTarget[] {
  return targets.map((one) => (typeof one === 'string' ? { target: one } : one));
}

/** Paths are relative to the configuration; names of stores stay what they are. */
function targetFrom(home: string, directory: string, target: string): string {
  if (!target.startsWith('./') && !target.startsWith('../')) return target;
  const moved = path.relative(directory, path.resolve(home, target));
  return moved.startsWith('..') ? moved : `./${moved}`;
}

interface Places {
  /** Where the configuration is. */
  readonly home: string;
  /** Where the command was called. */
  readonly directory: string;
}

/** What is typed replaces what is configured, also where it can be repeated. */
function optionsOf(config: ConfiguredRun, typed: readonly string[], { home, directory }: Places): string[] {
  const moved = (file: string): string => path.relative(directory, path.resolve(home, file)) || '.';
  const options: [string, readonly (string | number)[]][] = [
    ['host', one(config.host)],
    ['level', one(config.level)],
    ['effort', one(config.effort)],
    ['claim', Object.entries(config.claims ?? {}).map(([claim, value]) => `${claim}=${value}`)],
    ['service', Object.entries(config.services ?? {}).map(([name, url]) => `${name}=${url}`)],
    ['seed', one(config.seed)],
    ['model', config.models ?? []],
    ['depth', one(config.depth)],
    ['jobs', one(config.jobs)],
    ['only', config.only ?? []],
    ['skip', config.skip ?? []],
    ['out', one(config.out).map(moved)],
    ['reporter', (config.reporters ?? []).map((spec) => spec.replace(/(?<==).*/s, moved))],
    ['baseline', one(config.baseline).map(moved)],
    ['fail-on', one(config.failOn)],
  ];
  const flags: [string, boolean | undefined][] = [
    ['bail', config.bail],
    ['service-may-have-tables', config.servicesMayHaveTables],
    ['allow-not-testable', config.allowNotTestable],
    ['no-confirm-kill', config.confirmKill === false],
  ];
  return [
    ...options.flatMap(([name, values]) => (typed.includes(name) ? [] : values.map((value) => `--${name}=${value}`))),
    ...flags.flatMap(([name, on]) => (on === true ? [`--${name}`] : [])),
  ];
}

function one<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}

/** A report of each of several stores goes to a file of its own: `report.json` becomes `report.my-store.json`. */
export function fileFor(file: string, name: string): string {
  const { dir, name: base, ext } = path.parse(file);
  return path.join(dir, `${base}.${name.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replaceAll(/^[.-]+/g, '')}${ext}`);
}

/** @throws {Failure} CW_USAGE_SEVERAL: of what is asked for there can be only one. */
export function refuseForSeveral(what: string, hint: string): never {
  throw new Failure('CW_USAGE_SEVERAL', `${what} is for one store, and the configuration names several.`, { hint });
}
