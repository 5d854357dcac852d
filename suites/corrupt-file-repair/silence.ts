import type { SessionState } from '../../harness/contract/session-store.ts';
import { tagsIn } from '../../harness/corruption/tags.ts';
import { describeState } from '../../harness/host/describe-state.ts';
import type { LifeReport } from '../../harness/host/life.ts';
import { describeProblem, type Problem } from '../../harness/host/problem.ts';
import { type DamageCase, textOfState } from './damage-case.ts';
import type { Deviation } from './deviation.ts';
import { canBeNoticed, intactRecords, mayBeWithoutRecords, repairable } from './what-shows.ts';
import { DAMAGED } from './workloads.ts';

/** REPAIR-1 and 2: what the store said of the damaged session when it was first opened on the damage. */
export function silenceDeviations(damageCase: DamageCase, repairs: boolean): Deviation[] {
  const { first, damage } = damageCase;
  const fatal = fatalProblem(first);
  if (fatal !== undefined) {
    const expected = `The store repairs session \`${DAMAGED}\`, or reading it fails with an error.`;
    return [{ kind: 'silent', expected, observed: `The store, opened on the damaged file, ${describeProblem(fatal)}.` }];
  }
  if (damage.kind === 'foreign-file' || !canBeNoticed(damageCase)) return [];
  const shown = first.snapshots[0]?.read[DAMAGED];
  if (shown === undefined || 'problem' in shown) return repairs ? refusedDeviations(damageCase) : [];
  const missing = missingParts(damageCase, shown.state);
  if (missing !== undefined) return mayBeWithoutRecords(damageCase) ? [] : [missing];
  return [...incomplete(damageCase, shown.state, repairs), ...(repairs ? outOfOrder(damageCase, shown.state) : [])];
}

/** What no store may do of a damaged file: hang, exit, throw where nobody can catch it, give what is no state. */
function fatalProblem({ opened, stray, snapshots }: LifeReport): Problem | undefined {
  if (!opened.ok) return opened.problem.kind === 'threw' ? stray : opened.problem;
  const shown = snapshots[0]?.read[DAMAGED];
  if (shown !== undefined && 'problem' in shown && shown.problem.kind !== 'threw') return shown.problem;
  return stray;
}

/** No session, or one without fields or records although it has some. */
function missingParts({ undamaged: { snapshot, capabilities } }: DamageCase, state: SessionState | null): Deviation | undefined {
  const whole = snapshot.read[DAMAGED];
  if (whole === undefined || !('state' in whole) || whole.state === null) return undefined;
  const lacksFields = isEmpty(state?.fields) && !isEmpty(whole.state.fields);
  const lacksRecords = isEmpty(state?.records) && !isEmpty(whole.state.records);
  if (!(capabilities.fields && lacksFields) && !(capabilities.records && lacksRecords)) return undefined;
  return {
    kind: 'silent',
    expected: `Session \`${DAMAGED}\` is repaired, or reading it fails with an error.`,
    observed: `Session \`${DAMAGED}\`: read gave ${describeState(state, capabilities)}, and no error.`,
  };
}

function isEmpty(part: object | undefined): boolean {
  return part === undefined || Object.keys(part).length === 0;
}

/** Records whose lines are intact are not among those that are shown. */
function incomplete(damageCase: DamageCase, state: SessionState | null, repairs: boolean): Deviation[] {
  const { undamaged, first } = damageCase;
  // Whoever reports an error does not keep silent about it.
  if (!repairs && first.reportedErrors > 0) return [];
  const shown = new Set(tagsIn(textOfState(state)));
  const intact = repairs ? repairable(damageCase) : intactRecords(damageCase);
  const wanted = new Set([...intact, ...shownWithOrdinaryLetter(damageCase)]);
  const lost = (undamaged.tags[DAMAGED] ?? []).filter((tag) => wanted.has(tag) && !shown.has(tag));
  if (lost.length === 0) return [];
  return [
    {
      kind: repairs ? 'not-repaired' : 'silent',
      expected: `Session \`${DAMAGED}\`: ${repairs ? 'every record that is whole' : 'an error, or everything whose line is intact'}: ${listed([...wanted])}.`,
      observed: `Session \`${DAMAGED}\`: read gave ${describeState(state, undamaged.capabilities)}, and no error. ${listed(lost)} ${lost.length === 1 ? 'is' : 'are'} not there.`,
    },
  ];
}

/** A special letter where an ordinary one is read well: what is shown then has to be shown now. */
function shownWithOrdinaryLetter({ ordinary }: DamageCase): string[] {
  const shown = ordinary?.snapshots[0]?.read[DAMAGED];
  return shown !== undefined && 'state' in shown ? tagsIn(textOfState(shown.state)) : [];
}

/** It claims to repair and gave an error. What a newer version wrote may be refused. */
function refusedDeviations(damageCase: DamageCase): Deviation[] {
  const { damage, first } = damageCase;
  if (damage.kind === 'unknown-field' || damage.kind === 'unknown-record') return [];
  const intact = repairable(damageCase);
  const shown = first.snapshots[0]?.read[DAMAGED];
  const problem = !first.opened.ok ? first.opened.problem : shown !== undefined && 'problem' in shown ? shown.problem : undefined;
  if (intact.length === 0 || problem === undefined) return [];
  return [
    {
      kind: 'not-repaired',
      expected: `Session \`${DAMAGED}\`: every record that is whole comes back: ${listed(intact)}.`,
      observed: `${first.opened.ok ? `Session \`${DAMAGED}\`: reading it` : 'The store, opened on the damaged file,'} ${describeProblem(problem)}.`,
    },
  ];
}

/** As they were appended, or as they stand in the file now. */
function outOfOrder(damageCase: DamageCase, state: SessionState | null): Deviation[] {
  const intact = repairable(damageCase);
  const wanted = new Set(intact);
  const appended = (damageCase.undamaged.tags[DAMAGED] ?? []).filter((tag) => wanted.has(tag));
  const shown = tagsIn(textOfState(state?.records)).filter((tag) => wanted.has(tag));
  const among = new Set(shown);
  const follows = (order: readonly string[]) => order.filter((tag) => among.has(tag)).join() === shown.join();
  if (follows(appended) || follows(intact)) return [];
  return [
    {
      kind: 'not-repaired',
      expected: `Session \`${DAMAGED}\`: its records in the order ${listed(appended)}.`,
      observed: `Session \`${DAMAGED}\`: read gave them in the order ${listed(shown)}.`,
    },
  ];
}

const MOST_LISTED = 6;

export function listed(tags: readonly string[]): string {
  const more = tags.length - MOST_LISTED;
  return `${tags.slice(0, MOST_LISTED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
