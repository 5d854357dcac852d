import { suites } from '../../suites/index.ts';
import type { PersistenceModelName } from '../verdict/counterexample.ts';
import type { ReportedClaims } from '../verdict/report.ts';
import { suiteNamed } from './requirements.ts';

/**
 * A part of a run that is run by itself: what a suite judges, or what it observes. Which parts there are, and in what order, is known before anything is
 * tried, whatever they find and whoever runs them.
 */
export interface Part {
  readonly suite: string;
  readonly does: 'judge' | 'observe';
  /** Ids of those that apply, can be tested and are switched on. */
  readonly requirements: readonly string[];
}

/** What decides which parts a run has. */
export interface PartsContext {
  /** The kind of subject. */
  readonly kind: string;
  readonly claims: ReportedClaims;
  readonly requirements: readonly string[];
  readonly models: readonly PersistenceModelName[];
}

/** The parts of a run: first every suite that the requirements belong to, then what is only observed. */
export function partsOf({ kind, claims, requirements, models }: PartsContext): Part[] {
  const asked = suites.flatMap((suite) => {
    const ids = suite.requirements.map(({ id }) => id).filter((id) => requirements.includes(id));
    return suite.subject === kind && ids.length > 0 ? [{ suite, requirements: ids }] : [];
  });
  const observing = asked.filter(({ suite }) => suite.observes?.(claims, models) === true);
  return [
    ...asked.map((one) => ({ suite: one.suite.name, does: 'judge' as const, requirements: one.requirements })),
    ...observing.map((one) => ({ suite: one.suite.name, does: 'observe' as const, requirements: one.requirements })),
  ];
}

/** Those of the parts that find out what this one wants to know. */
export function learnedBefore<P extends { readonly part: Part }>(part: Part, parts: readonly P[]): P[] {
  if (part.does === 'observe') return [];
  const { uses = [] } = suiteNamed(part.suite);
  return parts.filter(
    ({ part: { suite, does } }) => does === 'judge' && suiteNamed(suite).learns?.some((fact) => uses.includes(fact)) === true,
  );
}
