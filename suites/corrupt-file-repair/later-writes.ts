import { tagsIn } from '../../harness/corruption/tags.ts';
import { describeState } from '../../harness/host/describe-state.ts';
import type { LifeReport } from '../../harness/host/life.ts';
import { statusesOf } from '../../harness/model/history.ts';
import { type Operation, sessionOf } from '../../harness/model/operation.ts';
import { type DamageCase, textOfState } from './damage-case.ts';
import type { Deviation } from './deviation.ts';
import { canBeNoticed, isState } from './what-shows.ts';
import { DAMAGED } from './workloads.ts';

/**
 * REPAIR-1: what was written to the damaged session afterwards, and acknowledged, is not shown by the life after that, and nobody says so. Held only
 * against a store that shows it where nothing is damaged, and of formats of which it is known what can be noticed.
 */
export function forgottenDeviations(damageCase: DamageCase): Deviation[] {
  const { damage, file, first, next, undamaged, wasSo } = damageCase;
  if (damage.kind === 'foreign-file' || file === undefined || file.format === 'opaque') return [];
  if (!wasSo && !canBeNoticed(damageCase)) return [];
  if (isTroubled(first) || isTroubled(next)) return [];
  const shown = next.snapshots[0]?.read[DAMAGED];
  if (shown === undefined || !('state' in shown)) return [];
  const forgotten = acknowledgedWrites(first).filter(
    ({ operation, index }) => undamaged.shownLater.has(index) && !isShown(operation, isState(shown) ? shown.state : null),
  );
  if (forgotten.length === 0) return [];
  const names = forgotten.map(({ operation: { op } }) => op).join(' and ');
  return [
    {
      kind: 'silent',
      expected: `What was written to session \`${DAMAGED}\` after the damage and acknowledged (${names}) is there when the store is opened again, or reading fails with an error.`,
      observed: `Session \`${DAMAGED}\`: read gave ${describeState(shown.state, undamaged.capabilities)}, and no error.`,
    },
  ];
}

/** Whether what a write of a life after the damage has stored is part of a state. */
export function isShown(operation: Operation, state: { readonly fields?: unknown; readonly records?: unknown } | null): boolean {
  const written = tagsIn(textOfState(operation));
  const found = new Set(tagsIn(textOfState(operation.op === 'append' ? state?.records : state?.fields)));
  return written.every((tag) => found.has(tag));
}

/** The writes of a life to the damaged session that were acknowledged, by all that acknowledges. */
function acknowledgedWrites({ history, operations }: LifeReport): { readonly operation: Operation; readonly index: number }[] {
  const statuses = statusesOf(history, operations.length);
  if (operations.some(({ op }, index) => op === 'flush' && statuses[index] !== 'acknowledged')) return [];
  return operations.flatMap((operation, index) =>
    sessionOf(operation) === DAMAGED && statuses[index] === 'acknowledged' ? [{ operation, index }] : [],
  );
}

/** Somebody was told that something is wrong, though not by the writes themselves. */
function isTroubled({ opened, closed, stray, misbehaved, reportedErrors }: LifeReport): boolean {
  return !opened.ok || closed?.ok === false || stray !== undefined || misbehaved !== undefined || reportedErrors > 0;
}
