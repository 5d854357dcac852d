import { tagsIn } from '../../harness/corruption/tags.ts';
import { describeRead } from '../../harness/host/describe-state.ts';
import type { LifeReport } from '../../harness/host/life.ts';
import { describeProblem } from '../../harness/host/problem.ts';
import type { ReadResult, Snapshot } from '../../harness/host/snapshot.ts';
import { statusesOf } from '../../harness/model/history.ts';
import { sessionOf } from '../../harness/model/operation.ts';
import { type DamageCase, textOfState } from './damage-case.ts';
import type { Deviation } from './deviation.ts';
import { isOfSession } from './what-shows.ts';
import { BYSTANDER, sessionsIn } from './workloads.ts';

/** REPAIR-5: the file is one session's alone, and the other one suffers. */
export function spreadDeviations(damageCase: DamageCase): Deviation[] {
  const { file, damage, first, next, undamaged } = damageCase;
  // Where there are two files of one session, whoever finds sessions by what is in the files may ask which it is.
  if (file?.isShared === true || !isOfSession(damage)) return [];
  // Where shrinking has taken the other session away there is nobody who could suffer.
  if (!sessionsIn(undamaged.operations).includes(BYSTANDER)) return [];
  const found = (expected: string, observed: string): Deviation[] => [{ kind: 'spread', expected, observed }];
  for (const [life, when] of [
    [first, ''],
    [next, ', opened once more,'],
  ] as const) {
    const [snapshot] = life.snapshots;
    if (!life.opened.ok || snapshot === undefined) {
      const why = life.opened.ok ? 'showed nothing' : describeProblem(life.opened.problem);
      return found('The store opens: the other sessions are not damaged.', `The store${when} ${why}.`);
    }
    const listing = listProblem(snapshot, undamaged.snapshot);
    if (listing !== undefined) return found(`list shows session \`${BYSTANDER}\`.`, `Of the store${when} ${listing}.`);
    const sight = sightProblem(damageCase, snapshot);
    if (sight !== undefined) return found(`Session \`${BYSTANDER}\` shows as it was.`, `Of the store${when} ${sight}.`);
  }
  const refused = refusedWrite(damageCase, first);
  return refused === undefined ? [] : found(`Session \`${BYSTANDER}\` can be written as before.`, `${refused}.`);
}

function listProblem({ listed }: Snapshot, { listed: before }: Snapshot): string | undefined {
  if (listed === undefined || before === undefined || 'problem' in before) return undefined;
  if ('problem' in listed) return `list ${describeProblem(listed.problem)}`;
  return listed.sessions.includes(BYSTANDER) || !before.sessions.includes(BYSTANDER)
    ? undefined
    : `list gave ${JSON.stringify(listed.sessions)}`;
}

/** `read` has to give all that was there; a view has to show the session if it did before. */
function sightProblem({ undamaged }: DamageCase, { read, views }: Snapshot): string | undefined {
  const { capabilities, tags, snapshot } = undamaged;
  const shown = read[BYSTANDER];
  const state = shown !== undefined && 'state' in shown ? shown.state : undefined;
  const present = new Set(tagsIn(textOfState(state)));
  if (shown !== undefined && (tags[BYSTANDER] ?? []).some((tag) => !present.has(tag)))
    return `session \`${BYSTANDER}\`: ${describeRead(shown, capabilities)}`;
  for (const [view, results] of Object.entries(views)) {
    const now = results[BYSTANDER];
    if (now !== undefined && isShown(snapshot.views[view]?.[BYSTANDER]) && !isShown(now))
      return `session \`${BYSTANDER}\` in ${view}: ${describeRead(now, capabilities)}`;
  }
  return undefined;
}

function isShown(result: ReadResult | undefined): boolean {
  return result !== undefined && 'state' in result && result.state !== null;
}

/** A write of the other session that goes well while nothing is damaged. */
function refusedWrite({ undamaged }: DamageCase, { history, operations }: LifeReport): string | undefined {
  const statuses = statusesOf(history, operations.length);
  for (const [index, operation] of operations.entries()) {
    if (sessionOf(operation) !== BYSTANDER || !undamaged.acknowledged.has(index) || statuses[index] === 'acknowledged') continue;
    const refusal = history.find((event) => event.type === 'reject' && event.operation === index);
    return `${operation.op} of session \`${BYSTANDER}\` ${refusal === undefined ? 'did not end' : `was refused: ${refusal.error}`}`;
  }
  return undefined;
}
