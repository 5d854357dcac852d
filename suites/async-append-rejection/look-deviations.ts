import { describeState } from '../../harness/host/describe-state.ts';
import { describeProblem } from '../../harness/host/problem.ts';
import type { ReadResult, Snapshot } from '../../harness/host/snapshot.ts';
import { stepsOf } from './acknowledgement.ts';
import { describeShown } from './describe-shown.ts';
import type { Deviation, DeviationKind } from './deviation.ts';
import { disagreementDeviations } from './disagreement-deviations.ts';
import type { FaultCase, FreshLookAt } from './fault-case.ts';
import { sessionsOf } from './fault-workload.ts';
import { type LiveLook, liveLooksOf } from './live-looks.ts';
import { keyOf, type Trouble, troublesOf } from './session-trouble.ts';
import { type Worlds, worldsAfter } from './session-worlds.ts';
import { kindsOf } from './trouble-kinds.ts';

/** What the instance showed, and what new ones showed beside it and after it, compared with what may be there, and with each other. */
export function lookDeviations(faultCase: FaultCase): Deviation[] {
  const { claims, fresh } = faultCase;
  const kept = claims.survives !== 'nothing';
  const looks = liveLooksOf(faultCase);
  return [
    ...(kept ? fresh.flatMap((look) => (look.when === 'killed' ? [] : freshDeviations(look, looks, faultCase))) : []),
    ...looks.flatMap((look) => liveDeviations(look, looks, faultCase)),
    ...(kept ? disagreementDeviations(looks, faultCase) : []),
    ...fresh.flatMap((look) => (look.when === 'killed' ? killDeviations(look, faultCase) : [])),
  ];
}

function freshDeviations({ at, when, look }: FreshLookAt, looks: readonly LiveLook[], faultCase: FaultCase): Deviation[] {
  const where = WHERE[when];
  const { snapshot, opened } = look;
  if (!opened.ok) {
    const unopenable: Trouble = { what: 'unreadable', problem: opened.problem };
    const observed = `${where.replace(/,$/, '')}, with the disk healed, it ${describeProblem(opened.problem)}.`;
    return kindsOf(unopenable, { steps: [], at }, faultCase).map((kind) => ({
      kind,
      seen: when,
      expected: 'The store opens.',
      observed,
    }));
  }
  if (snapshot === undefined) return [];
  return sessionsOf(faultCase.workload).flatMap((session) =>
    sessionDeviations({ session, at, where, snapshot, looks: looks.filter((one) => one.at < at), by: when }, faultCase),
  );
}

/** What a kill in the midst of a failing operation found: as little may be lost by it as by any other kill. */
export function killDeviations({ at, changes, look }: FreshLookAt, faultCase: FaultCase): Deviation[] {
  const found = (expected: string, observed: string): Deviation[] => [
    { kind: 'failed-write', seen: 'killed', expected, observed, ...(changes === undefined ? {} : { killedAfter: changes }) },
  ];
  const { opened, snapshot } = look;
  if (!opened.ok) return found('The store opens.', `${WHERE.killed.replace(/,$/, '')} it ${describeProblem(opened.problem)}.`);
  const { parts, options } = optionsOf(faultCase);
  return sessionsOf(faultCase.workload).flatMap((session) => {
    const result = snapshot?.read[session];
    if (result === undefined) return [];
    const steps = stepsOf(session, at, faultCase);
    const troubles = troublesOf(result, steps, options).filter(({ what }) => what !== 'twice' && what !== 'out-of-order');
    if (troubles.length === 0) return [];
    const legal = [...worldsAfter(steps, options).values()].map(({ state }) => describeState(state, parts));
    return found(
      `Session \`${session}\`: ${shortList(legal)}.`,
      `${WHERE.killed} it shows \`${session}\`: ${describeShown(result, parts)}.`,
    );
  });
}

const WHERE: { readonly [W in FreshLookAt['when']]: string } = {
  'after-failure': 'Opened anew after the call that failed, as if the process had been killed,',
  'after-flush': 'Opened anew after the flush, as if the process had been killed,',
  'at-close': 'Opened anew when close had resolved, as if the process had ended,',
  killed: 'Opened anew after a kill in the midst of what the store did about the failure,',
  'at-look': 'Opened anew at that moment, as if the process had been killed,',
  'at-end': 'Opened anew at the end',
};

/**
 * Where a new instance on the same disk shows something that may be, one that shows something else has not lost anything; whether the
 * two agree is asked elsewhere. What is left are states that no operation ever made.
 */
function liveDeviations(look: LiveLook, looks: readonly LiveLook[], faultCase: FaultCase): Deviation[] {
  if (!look.settled || look.disturbed) return [];
  const { at, snapshot } = look;
  const where = 'The instance itself, when nothing was going on any more';
  const earlier = looks.filter((one) => one.at < at);
  return sessionsOf(faultCase.workload).flatMap((session) => {
    const fresh = look.fresh?.look.snapshot?.read[session];
    // A store may refuse to go on.
    if ('problem' in (snapshot.read[session] ?? { problem: undefined })) return [];
    const seen = { session, at, where, snapshot, looks: earlier, by: 'live' as const };
    if (fresh === undefined) return sessionDeviations(seen, faultCase);
    return sessionDeviations({ ...seen, only: ['not-whole', 'twice', 'out-of-order'] }, faultCase);
  });
}

interface Seen {
  readonly session: string;
  readonly at: number;
  readonly where: string;
  readonly snapshot: Snapshot;
  readonly looks: readonly LiveLook[];
  readonly by: NonNullable<Deviation['seen']>;
  readonly only?: readonly Trouble['what'][];
}

function sessionDeviations(seen: Seen, faultCase: FaultCase): Deviation[] {
  const { session, at, where, by, snapshot, looks, only } = seen;
  const result = snapshot.read[session];
  if (result === undefined) return [];
  const { parts, options } = optionsOf(faultCase);
  const steps = stepsOf(session, at, faultCase);
  const narrow = looks.length === 0 ? undefined : narrowing(session, looks, faultCase);
  const troubles = troublesOf(result, steps, options, narrow).filter(({ what }) => only === undefined || only.includes(what));
  if (troubles.length === 0) return [];
  const legal = [...worldsAfter(steps, options, narrow).values()].map(({ state }) => describeState(state, parts));
  const expected = `Session \`${session}\`: ${shortList(legal)}.`;
  const observed = `${where} it shows \`${session}\`: ${describeShown(result, parts)}.`;
  const kinds = new Set<DeviationKind>(troubles.flatMap((trouble) => kindsOf(trouble, { steps, at }, faultCase)));
  return [...kinds].map((kind) => ({ kind, seen: by, expected, observed }));
}

/** What earlier looks that everybody agreed about have ruled out. */
function narrowing(session: string, looks: readonly LiveLook[], faultCase: FaultCase) {
  const { parts } = optionsOf(faultCase);
  const after = new Map<number, string>();
  for (const look of looks) {
    const live = look.snapshot.read[session];
    const fresh = look.fresh?.look.snapshot?.read[session];
    if (!look.settled || look.disturbed || !isState(live) || !isState(fresh) || keyOf(live, parts) !== keyOf(fresh, parts))
      continue;
    const last = stepsOf(session, look.at, faultCase).at(-1);
    if (last !== undefined) after.set(last.index, keyOf(live, parts));
  }
  return (step: number, worlds: Worlds): Worlds => {
    const key = after.get(step);
    const seen = key === undefined ? undefined : worlds.get(key);
    return key === undefined || seen === undefined ? worlds : new Map([[key, seen]]);
  };
}

function isState(result: ReadResult | undefined): result is Extract<ReadResult, { state: unknown }> {
  return result !== undefined && 'state' in result;
}

function optionsOf({ capabilities }: Pick<FaultCase, 'capabilities'>) {
  const parts = { fields: capabilities.fields, records: capabilities.records };
  return { parts, options: { parts, creates: capabilities.methods.includes('create') } };
}

const MOST_STATES = 4;

function shortList(states: readonly string[]): string {
  const all = [...new Set(states)];
  const shown = all.slice(0, MOST_STATES).join(', or ');
  return all.length > MOST_STATES ? `${shown}, or one of ${all.length - MOST_STATES} others` : shown;
}
