import { suites } from '../../suites/index.ts';
import type { Suite, SuiteRequirement } from '../suite/suite.ts';
import type { Counterexample } from '../verdict/counterexample.ts';
import { counterexampleShape } from '../verdict/counterexample-shape.ts';
import type { Level } from '../verdict/level.ts';
import type { Loss } from '../verdict/loss.ts';
import type { Severity } from '../verdict/requirement.ts';
import type { Shape } from '../verdict/shape.ts';

/** A requirement of any suite, and which. */
export interface JudgedRequirement extends SuiteRequirement {
  readonly suite: string;
  readonly level: Level;
  readonly loss: Loss;
}

/** Every requirement of every suite, in the order of the specification. */
export const REQUIREMENTS: readonly JudgedRequirement[] = suites.flatMap(({ name, level, loss, requirements }) =>
  requirements.map((requirement) => ({ level, loss, ...requirement, suite: name })),
);

/** Those of one kind of subject. */
export function requirementsOf(kind: string): JudgedRequirement[] {
  return REQUIREMENTS.filter(({ suite }) => suiteNamed(suite).subject === kind);
}

export const SUITE_NAMES: readonly string[] = suites.map(({ name }) => name);

const BY_REQUIREMENT: ReadonlyMap<string, Suite> = new Map(
  suites.flatMap((suite) => suite.requirements.map(({ id }) => [id, suite] as const)),
);

/** The suite that a requirement belongs to. @throws where there is no such requirement. */
export function suiteOf(requirement: string): Suite {
  const suite = BY_REQUIREMENT.get(requirement);
  if (suite === undefined) throw new Error(`no suite has a requirement ${requirement}`);
  return suite;
}

/** @throws where there is no such requirement. */
export function severityOf(requirement: string): Severity {
  const found = REQUIREMENTS.find(({ id }) => id === requirement);
  if (found === undefined) throw new Error(`there is no requirement ${requirement}`);
  return found.severity;
}

export function isMust(requirement: string): boolean {
  return severityOf(requirement) === 'MUST';
}

/** @throws where there is no such suite. */
export function suiteNamed(name: string): Suite {
  const suite = suites.find((candidate) => candidate.name === name);
  if (suite === undefined) throw new Error(`there is no suite ${name}`);
  return suite;
}

/** Of counterexample files of all suites. */
export const anyCounterexampleShape: Shape<Counterexample> = counterexampleShape(
  Object.assign({}, ...suites.map(({ scenarios }) => scenarios)),
);
