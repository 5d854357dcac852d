import { describeRead, describeState } from '../../harness/host/describe-state.ts';
import { describeProblem } from '../../harness/host/problem.ts';
import type { Snapshot } from '../../harness/host/snapshot.ts';
import { sameJson } from '../../harness/model/reference.ts';
import type { DamageCase } from './damage-case.ts';
import type { Deviation } from './deviation.ts';
import { isNamed } from './named-sessions.ts';
import { canBeNoticed } from './what-shows.ts';
import { DAMAGED } from './workloads.ts';

/** REPAIR-4: `read` shows the damaged session, and `list` or a view does not, or something else. */
export function viewDeviations(damageCase: DamageCase): Deviation[] {
  const { file, damage, first, next } = damageCase;
  if (damage.kind === 'foreign-file' || !canBeNoticed(damageCase)) return [];
  // What is gone from a register of sessions without a trace is not known to be gone.
  if (file?.isShared === true && damage.kind === 'missing-line') return [];
  return [first, next].flatMap(({ snapshots: [snapshot] }) =>
    snapshot === undefined ? [] : disagreements(damageCase, snapshot),
  );
}

function disagreements(damageCase: DamageCase, { read, listed, views }: Snapshot): Deviation[] {
  const { undamaged, file } = damageCase;
  const { capabilities, snapshot: before } = undamaged;
  const shown = read[DAMAGED];
  if (shown === undefined || 'problem' in shown || shown.state === null) return [];
  const { state } = shown;
  const expected = `Session \`${DAMAGED}\`: read gives ${describeState(state, capabilities)}, so list and every view show it too.`;
  const found = (observed: string): Deviation => ({
    kind: 'views-disagree',
    expected,
    observed: `Session \`${DAMAGED}\`: ${observed}.`,
  });
  const deviations: Deviation[] = [];
  if (listed !== undefined && wasListed(before)) {
    // A register of all sessions that cannot be read is no list, and says so.
    if ('problem' in listed) {
      if (file?.isShared !== true) deviations.push(found(`list ${describeProblem(listed.problem)}`));
    } else if (!listed.sessions.includes(DAMAGED) && isNamed(damageCase, state))
      deviations.push(found(`list gave ${JSON.stringify(listed.sessions)}`));
  }
  for (const [view, results] of Object.entries(views)) {
    const [now, then] = [results[DAMAGED], before.views[view]?.[DAMAGED]];
    if (now === undefined || then === undefined || 'problem' in then || then.state === null) continue;
    const agrees =
      'state' in now &&
      now.state !== null &&
      Object.entries(now.state.fields ?? {}).every(([key, value]) => sameJson(value, state.fields?.[key]));
    if (!agrees) deviations.push(found(`in ${view}: ${describeRead(now, capabilities)}`));
  }
  return deviations;
}

function wasListed({ listed }: Snapshot): boolean {
  return listed !== undefined && 'sessions' in listed && listed.sessions.includes(DAMAGED);
}
