import { describeValue } from '../../contract/describe-value.ts';
import { Failure } from '../../contract/failure.ts';
import { nearest } from '../../contract/nearest.ts';
import type { Effort } from '../../model/effort.ts';
import type { HostName, PersistenceModelName } from '../../verdict/counterexample.ts';
import type { FailOn } from '../../verdict/exit-code.ts';
import type { GivenClaims } from '../../verdict/given-claims.ts';
import type { Level } from '../../verdict/level.ts';

/** How to judge, as the options of the command line that have the same names. */
export interface ConfiguredRun {
  readonly host?: HostName;
  readonly level?: Level;
  readonly effort?: Effort;
  /** In place of what the adapter claims: `{ survives: 'power-loss' }`. */
  readonly claims?: GivenClaims;
  /** URLs of servers by their names: `{ postgres: process.env.DATABASE_URL }`. */
  readonly services?: { readonly [name: string]: string };
  readonly servicesMayHaveTables?: boolean;
  /** 0 to 2147483647. */
  readonly seed?: number;
  readonly models?: readonly PersistenceModelName[];
  readonly depth?: 1 | 2;
  readonly jobs?: number;
  /** Ids of requirements or names of suites. */
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  /** Directory for counterexample files. */
  readonly out?: string;
  /** `junit=report.xml`, as for `--reporter`. */
  readonly reporters?: readonly string[];
  readonly baseline?: string;
  readonly failOn?: FailOn;
  readonly bail?: boolean;
  readonly allowNotTestable?: boolean;
  readonly confirmKill?: boolean;
}

/** A store to judge, and what is different for it. */
export interface ConfiguredTarget extends ConfiguredRun {
  /** What the command line takes for one: a path relative to the file of the configuration, `express-session:session-file-store`, ... */
  readonly target: string;
  /** By which it can be called on the command line; the target itself where there is none. */
  readonly name?: string;
}

/** The default export of `crashworthy.config.ts`. */
export interface Config extends ConfiguredRun {
  /** Judged one after the other where the command line names none. */
  readonly targets?: readonly (string | ConfiguredTarget)[];
}

/**
 * Checks a configuration where it is written, and returns it unchanged.
 *
 * @throws {Failure} as `validateConfig`.
 */
export function defineConfig(config: Config): Config {
  return validateConfig(config, 'defineConfig');
}

interface Rule {
  /** Completes "`key` must be". */
  readonly expected: string;
  accepts(value: unknown): boolean;
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const text: Rule = { expected: 'a text', accepts: isText };
const flag: Rule = { expected: 'true or false', accepts: (value) => typeof value === 'boolean' };
const texts: Rule = { expected: 'a list of texts', accepts: (value) => Array.isArray(value) && value.every(isText) };
const number: Rule = { expected: 'a whole number', accepts: Number.isInteger };

const claims: Rule = {
  expected: 'claims and their values',
  accepts: (value) =>
    typeof value === 'object' && value !== null && Object.values(value).every((one) => isText(one) || Number.isInteger(one)),
};

const services: Rule = {
  expected: 'names of servers and their URLs',
  accepts: (value) => typeof value === 'object' && value !== null && Object.values(value).every(isText),
};

/** What the values may be is checked as on the command line. */
const RUN: { readonly [K in keyof Required<ConfiguredRun>]: Rule } = {
  host: text,
  level: text,
  effort: text,
  claims,
  services,
  servicesMayHaveTables: flag,
  seed: number,
  models: texts,
  depth: number,
  jobs: number,
  only: texts,
  skip: texts,
  out: text,
  reporters: texts,
  baseline: text,
  failOn: text,
  bail: flag,
  allowNotTestable: flag,
  confirmKill: flag,
};

const TARGET = { target: text, name: text, ...RUN };

const CONFIG = { targets: { expected: 'a list of targets', accepts: Array.isArray }, ...RUN };

/**
 * The same value as a `Config`, if it is one.
 *
 * @param source where it came from, put in front of every message.
 * @throws {Failure} CW_CONFIG: a key is unknown, missing or of the wrong type, or two targets have one name.
 */
export function validateConfig(value: unknown, source: string): Config {
  const config = checked(value, CONFIG, source) as Config;
  const names = (config.targets ?? []).map((one, index) => {
    if (isText(one)) return one as string;
    const where = `${source}: targets[${index}]`;
    const { target, name = target } = checked(one, TARGET, where) as unknown as ConfiguredTarget;
    if (target === undefined)
      throw new Failure('CW_CONFIG', `${where} has no \`target\`.`, { hint: 'Say what is to be judged.' });
    return name;
  });
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice === undefined) return config;
  throw new Failure('CW_CONFIG', `${source}: two targets have the name "${twice}".`, {
    hint: 'Give one of them another name: { target, name }.',
  });
}

function checked(value: unknown, rules: { readonly [key: string]: Rule }, source: string): { readonly [key: string]: unknown } {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Failure('CW_CONFIG', `${source}: expected an object; found ${describeValue(value)}.`, {
      hint: 'export default defineConfig({ targets: ["./my-store.adapter.ts"] })',
    });
  for (const [key, one] of Object.entries(value)) {
    const rule = rules[key];
    if (rule === undefined) throw unknownKey(key, Object.keys(rules), source);
    if (one !== undefined && !rule.accepts(one))
      throw new Failure('CW_CONFIG', `${source}: \`${key}\` must be ${rule.expected}; it was ${describeValue(one)}.`);
  }
  return value as { readonly [key: string]: unknown };
}

function unknownKey(key: string, known: readonly string[], source: string): Failure {
  const meant = nearest(key, known);
  return new Failure('CW_CONFIG', `${source}: \`${key}\` is no key of a configuration. The keys are ${known.join(', ')}.`, {
    hint: meant === undefined ? `Remove \`${key}\`.` : `Did you mean \`${meant}\`?`,
  });
}
