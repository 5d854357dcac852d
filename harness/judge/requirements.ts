import { suites } from '../../suites/index.ts';
import type { FailureCore } from '../suite/failure-core.ts';
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
  /** The kind of subject that this is judged of. */
  readonly kind: string;
  readonly level: Level;
  readonly loss: Loss;
}

/** Every requirement by each kind of subject that it is judged of, in the order of the specification. */
const JUDGED: readonly JudgedRequirement[] = suites.flatMap(({ name, subject, level, loss, requirements }) =>
  requirements.map((requirement) => ({ level, loss, ...requirement, suite: name, kind: subject })),
);

/** Every requirement of every suite once, in the order of the specification: of several kinds of subjects, as it is judged of the first. */
export const REQUIREMENTS: readonly JudgedRequirement[] = JUDGED.filter(
  (one, index) => JUDGED.findIndex(({ id }) => id === one.id) === index,
);

/** Those of one kind of subject. */
export function requirementsOf(kind: string): JudgedRequirement[] {
  return JUDGED.filter((one) => one.kind === kind);
}

/** What else a requirement is judged of, beside the first kind of subject. */
export function judgedElsewhere({ id, kind }: Pick<JudgedRequirement, 'id' | 'kind'>): JudgedRequirement[] {
  return JUDGED.filter((one) => one.id === id && one.kind !== kind);
}

export const SUITE_NAMES: readonly string[] = [...new Set(suites.map(({ name }) => name))];

/** The suite that a counterexample is of. @throws where there is none. */
export function suiteOf({ scenario }: Pick<FailureCore, 'scenario'>): Suite {
  const suite = suites.find(({ scenarios }) => Object.hasOwn(scenarios, scenario));
  if (suite === undefined) throw new Error(`no suite has counterexamples of the kind ${scenario}`);
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

/** The suite of this name that judges this kind of subject; of any kind, if none is said. @throws where there is no such suite. */
export function suiteNamed(name: string, kind?: string): Suite {
  const suite = suites.find((candidate) => candidate.name === name && (kind === undefined || candidate.subject === kind));
  if (suite === undefined) throw new Error(`there is no suite ${name}`);
  return suite;
}

/** Of counterexample files of all suites. */
export const anyCounterexampleShape: Shape<Counterexample> = counterexampleShape(
  Object.assign({}, ...suites.map(({ scenarios }) => scenarios)),
);
