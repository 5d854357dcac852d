import type { PersistenceModelName } from '../verdict/counterexample.ts';
import type { ModelReport, Report } from '../verdict/report.ts';

const CLAUSES = [
  ['fail', 'fails under'],
  ['pass', 'holds under'],
  ['not-testable', 'undecided under'],
] as const satisfies readonly (readonly [ModelReport['verdict'], string])[];

/**
 * What a requirement came to under each model, in a line: `fails under xfs, posix; holds under ext4, btrfs`, or `under ext4, xfs` where it
 * holds under all of them.
 */
export function byModel(models: readonly ModelReport[]): string {
  if (models.every(({ verdict }) => verdict === 'pass')) return `under ${namesOf(models)}`;
  return CLAUSES.flatMap(([verdict, words]) => {
    const some = models.filter((one) => one.verdict === verdict);
    return some.length === 0 ? [] : [`${words} ${namesOf(some)}`];
  }).join('; ');
}

/** The models under which a store is judged, of those that were asked for: what it does not claim is at most observed. */
export function judgedModels({ models, store }: Pick<Report, 'models' | 'store'>): PersistenceModelName[] {
  return models.filter((model) => model === 'process-kill' || store.claims.survives === 'power-loss');
}

function namesOf(models: readonly ModelReport[]): string {
  return models.map(({ model }) => model).join(', ');
}
