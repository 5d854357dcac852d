import { availableParallelism } from 'node:os';
import type { Claims } from '../contract/claims.ts';
import { Failure } from '../contract/failure.ts';
import { nearest } from '../contract/nearest.ts';
import type { GivenService } from '../host/server/services/service.ts';
import { serviceArgument } from '../host/server/services/service-argument.ts';
import { type HostName, PERSISTENCE_MODELS, type PersistenceModelName } from '../verdict/counterexample.ts';
import type { GivenClaims } from '../verdict/given-claims.ts';
import { isWithin, LEVELS, type Level } from '../verdict/level.ts';
import type { Effort } from '../verdict/report.ts';
import type { Severity } from '../verdict/requirement.ts';
import { REQUIREMENTS, SUITE_NAMES } from './requirements.ts';
import type { Shard } from './shards/shard.ts';

/** How to judge. Everything has a default. */
export interface JudgeOptions {
  /** By default the simulated disk; or the mounted one, for a store that works in native code, where a disk can be mounted. */
  host?: HostName;
  effort?: Effort;
  /** Claims in place of those that the adapter has, for a package or a family: `{ survives: 'power-loss' }`. */
  claims?: GivenClaims;
  /** Of the random workloads; 0 to 2147483647, 1 by default. */
  seed?: number;
  /** Persistence models; by default all of them, and `process-kill` alone on real processes. */
  models?: readonly PersistenceModelName[];
  /** Up to which level to judge; all of them by default. */
  level?: Level;
  /** How many lost micro-operations are tried at a time: 1, or 2 for a thorough run. */
  depth?: 1 | 2;
  /** Ids of requirements or names of suites to judge alone. */
  only?: readonly string[];
  /** The same, to switch off. */
  skip?: readonly string[];
  /**
   * How many workers judge at once: 1 or more, by default as many as the machine has processors to offer. The report is the same whatever it is. On real
   * processes one thing is done after the other.
   */
  jobs?: number;
  /** Judge a share of it: the others are judged elsewhere, and `crashworthy merge` puts them together. On the simulated host. */
  shard?: Shard;
  /** Whether the run ends with the first MUST that fails; what was not tried by then is not testable. */
  bail?: boolean;
  /** A file of failures that are known (docs/baseline.md): they are `expected-fail`. Where there is no such file, nothing is known. */
  baseline?: string;
  /** Directory for counterexample files; `false` writes none. */
  out?: string | false;
  /** Whether each failure of the simulated disk is tried on a real process too. */
  confirmKill?: boolean;
  /**
   * Servers for stores on a server, by name: `postgres://...`, `redis://...`. Without one that a store names, one of our own is started, where it is installed.
   * Each has an empty database, and is left as it was.
   */
  services?: readonly GivenService[];
  /** Whether such a database may have tables or keys: a place beside them is used, and nothing else is touched. */
  servicesMayHaveTables?: boolean;
  /**
   * Whether requirements that cannot be tested, as most of a store in native code, are put up with: `conformance` skips them, and the
   * command line exits with 0. The report's verdict stays `incomplete`.
   */
  allowNotTestable?: boolean;
  /** Ends the run early: what is known by then is reported, with the verdict `interrupted`. */
  signal?: AbortSignal;
  onProgress?(progress: JudgeProgress): void;
  /**
   * Told once a failure has happened again, in the order in which that comes to be known. What is only observed is not told. Where an earlier part ends the
   * run, the report leaves out what later ones had found by then.
   */
  onFailure?(failure: JudgeFailure): void;
}

/** How far a run is. */
export interface JudgeProgress {
  /** How much of the run is done, from 0 to 1. Each of its parts, which are known from the start, counts as much as the others. */
  readonly done: number;
  /** Operation sequences run so far, and how many there are to run in the parts that have begun. */
  readonly workloads: number;
  readonly totalWorkloads: number;
  /** Crash images recovered so far. */
  readonly images: number;
  /** Ids of the requirements that failed so far; not all of these failures have happened again yet. */
  readonly failures: readonly string[];
}

/** A requirement that failed. The report has the whole story. */
export interface JudgeFailure {
  readonly requirement: string;
  readonly severity: Severity;
  /** What should have been seen, and what was seen, in a sentence each. */
  readonly expected: string;
  readonly observed: string;
}

export interface ResolvedJudgeOptions
  extends Required<
    Omit<JudgeOptions, 'signal' | 'onProgress' | 'onFailure' | 'only' | 'skip' | 'baseline' | 'shard' | 'claims'>
  > {
  readonly shard: Shard | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: NonNullable<JudgeOptions['onProgress']>;
  readonly onFailure: NonNullable<JudgeOptions['onFailure']>;
  /** Judged as if the store claimed this too: `crashworthy probe`. Never set from `JudgeOptions`. */
  readonly assume?: Partial<Claims>;
  /** Ids of requirements whose failure does not end a run with `bail`. */
  readonly known: ReadonlySet<string>;
  /** Ids of the requirements to judge, in the specification's order. */
  readonly requirements: readonly string[];
}

/** @throws {Failure} CW_UNKNOWN_REQUIREMENT for an `only` or `skip` that is neither a requirement nor a suite. */
export function resolveJudgeOptions(options: JudgeOptions): ResolvedJudgeOptions {
  const only = new Set((options.only ?? []).flatMap(idsOf));
  const skip = new Set((options.skip ?? []).flatMap(idsOf));
  const level = levelOf(options);
  const all = REQUIREMENTS.filter((requirement) => isWithin(requirement.level, level)).map(({ id }) => id);
  return {
    host: options.host ?? 'simulated',
    effort: options.effort ?? 'default',
    seed: options.seed ?? 1,
    models: modelsOf(options),
    jobs: jobsOf(options),
    bail: options.bail ?? false,
    depth: options.depth ?? (options.effort === 'thorough' ? 2 : 1),
    out: options.out ?? '.crashworthy',
    confirmKill: options.confirmKill ?? true,
    allowNotTestable: options.allowNotTestable ?? false,
    services: (options.services ?? []).map(({ name, url }) => serviceArgument(`${name}=${url}`)),
    servicesMayHaveTables: options.servicesMayHaveTables ?? false,
    signal: options.signal,
    onProgress: options.onProgress ?? (() => {}),
    onFailure: options.onFailure ?? (() => {}),
    level,
    known: new Set(),
    shard: options.shard,
    requirements: all.filter((id) => (only.size === 0 || only.has(id)) && !skip.has(id)),
  };
}

/** Callers in JavaScript have no types. */
function levelOf({ level = 'AAA' }: JudgeOptions): Level {
  if (LEVELS.includes(level)) return level;
  throw new Failure('CW_USAGE_OPTION_VALUE', `\`level\` is one of ${LEVELS.join(', ')}; found ${String(level)}.`, {
    hint: 'Leave it out: all of them are judged.',
  });
}

function jobsOf({ jobs = availableParallelism() }: JudgeOptions): number {
  if (Number.isInteger(jobs) && jobs >= 1) return jobs;
  throw new Failure('CW_USAGE_OPTION_VALUE', `\`jobs\` is a whole number of workers, 1 or more; found ${jobs}.`, {
    hint: 'Leave it out: there are as many as the machine has processors.',
  });
}

function modelsOf({ models, host }: JudgeOptions): readonly PersistenceModelName[] {
  if (models === undefined || models.length === 0) return host === 'process' ? ['process-kill'] : PERSISTENCE_MODELS;
  const elsewhere = models.find((model) => model !== 'process-kill');
  if (host === 'process' && elsewhere !== undefined) {
    throw new Failure(
      'CW_MODEL_NEEDS_SIMULATED',
      `Power can be lost on the simulated disk alone; found --model ${elsewhere} with --host process.`,
      {
        hint: 'Leave --host out, or choose --model process-kill.',
      },
    );
  }
  return PERSISTENCE_MODELS.filter((model) => models.includes(model));
}

/** The ids that a word of `--only`, `--skip` or `explain` stands for. Upper and lower case are the same. */
export function idsOf(word: string): string[] {
  const ids = REQUIREMENTS.map(({ id }) => id);
  const suite = SUITE_NAMES.find((name) => name === word.toLowerCase());
  if (suite !== undefined) return REQUIREMENTS.filter((one) => one.suite === suite).map(({ id }) => id);
  const id = ids.find((candidate) => candidate === word.toUpperCase());
  if (id !== undefined) return [id];
  const near = nearest(word, [...ids, ...SUITE_NAMES]);
  throw new Failure('CW_UNKNOWN_REQUIREMENT', `Expected the id of a requirement or the name of a suite; found "${word}".`, {
    hint: near === undefined ? '`crashworthy list` shows them all.' : `Did you mean ${near}?`,
  });
}
