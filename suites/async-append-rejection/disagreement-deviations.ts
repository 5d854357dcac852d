import type { ReadResult, Snapshot } from '../../harness/host/snapshot.ts';
import { stepsOf } from './acknowledgement.ts';
import { describeShown } from './describe-shown.ts';
import type { Deviation } from './deviation.ts';
import type { FaultCase } from './fault-case.ts';
import { sessionsOf } from './fault-workload.ts';
import type { LiveLook } from './live-looks.ts';
import { keyOf } from './session-trouble.ts';

/** Where the instance and a new one on the same disk show different states of a session. */
export function disagreementDeviations(looks: readonly LiveLook[], faultCase: FaultCase): Deviation[] {
  const { fault } = faultCase;
  // Nobody was told of it; what comes of that is for another requirement.
  if (fault?.manner === 'short' && fault.thenFails !== true) return [];
  // Only a disk that lies does what it refuses (rename on NFS): whoever keeps to what it was told is not to blame.
  if (fault?.manner === 'after-effect') return [];
  return looks.flatMap((look) => {
    const fresh = look.fresh?.look.snapshot;
    if (!look.settled || look.disturbed || fresh === undefined) return [];
    return sessionsOf(faultCase.workload).flatMap((session) =>
      hadItsChance(session, look, faultCase) ? sessionDisagreement(session, look.snapshot, fresh, faultCase) : [],
    );
  });
}

function sessionDisagreement(
  session: string,
  live: Snapshot,
  fresh: Snapshot,
  { capabilities: { fields, records } }: FaultCase,
): Deviation[] {
  const parts = { fields, records };
  const [here, there] = [live.read[session], fresh.read[session]];
  if (!isState(here) || !isState(there)) return [];
  const disagree = (observed: string): Deviation[] => [
    {
      kind: 'disagree',
      seen: 'live',
      expected: `The instance and one that is opened afresh show the same of \`${session}\`.`,
      observed,
    },
  ];
  if (keyOf(here, parts) !== keyOf(there, parts)) {
    return disagree(
      `The instance: ${describeShown(here, parts)}. Opened afresh on the same disk: ${describeShown(there, parts)}.`,
    );
  }
  const [listedHere, listedThere] = [isListed(live, session), isListed(fresh, session)];
  if (listedHere === undefined || listedThere === undefined || listedHere === listedThere) return [];
  return disagree(`It is listed by ${listedHere ? 'the instance' : 'one that is opened afresh'} alone.`);
}

/**
 * Whether the store could have known better: one call failed, or the disk has healed and the session has been written since. Where the
 * repair of a failure fails as well there may be nothing that a store can do.
 */
function hadItsChance(session: string, { at }: LiveLook, faultCase: FaultCase): boolean {
  const { strikes, healedAt } = faultCase.timeline;
  if (strikes.filter((strike) => strike.at < at).length <= 1) return true;
  if (healedAt === undefined) return false;
  const spans = faultCase.timeline.spans;
  return stepsOf(session, at, faultCase).some(({ index, must }) => must && (spans[index]?.from ?? 0) > healedAt);
}

function isListed({ listed }: Snapshot, session: string): boolean | undefined {
  return listed === undefined || 'problem' in listed ? undefined : listed.sessions.includes(session);
}

function isState(result: ReadResult | undefined): result is Extract<ReadResult, { state: unknown }> {
  return result !== undefined && 'state' in result;
}
