import type { Json, SessionState } from '../../harness/contract/session-store.ts';
import { describeRead, describeState } from '../../harness/host/describe-state.ts';
import type { Keeping } from '../../harness/host/keeping.ts';
import { describeProblem } from '../../harness/host/problem.ts';
import type { Capabilities } from '../../harness/model/capabilities.ts';
import { statusesOf } from '../../harness/model/history.ts';
import { type ModelState, sameJson, sameState } from '../../harness/model/reference.ts';
import type { StoreTraits } from '../../harness/suite/subject.ts';
import { acknowledgesLater } from '../acknowledgement.ts';
import { ExpectedStates } from '../expected-states.ts';
import { attributesDeviations } from './attributes-deviations.ts';
import type { Deviation, LostDeviation } from './deviation.ts';
import { linkDeviations, readsThroughLink } from './link-deviations.ts';
import type { LivedPart, LivedTrial } from './live-trial.ts';
import { beginsPrivate, exposedDeviations, replacesAsPrivate } from './mode-deviations.ts';
import { ownerDeviations } from './owner-deviations.ts';
import type { Trial } from './trial.ts';

const NOT_ITS_OWN = 'the store does not keep a mode that its files were given by others';
const NO_OWNERS = 'the store puts new files in the place of old ones, and gives none an owner';

/** What a trial showed. */
export interface Judged {
  readonly deviations: readonly Deviation[];
  /** Why it put nothing to the test; absent where it did. */
  readonly untested?: string;
}

/** All the ways in which a trial went wrong. */
export function judgeTrial<Image>(keeping: Keeping<Image>, lived: LivedTrial<Image>, traits: StoreTraits): Judged {
  if (lived.unprepared !== undefined) return { deviations: [], untested: lived.unprepared };
  switch (lived.trial.kind) {
    case 'umask-022':
    case 'umask-077':
      return judgeModes(keeping, lived);
    case 'made-private':
      return judgeMadePrivate(keeping, lived);
    case 'owner':
      return judgeOwners(keeping, lived);
    case 'attributes':
      return { deviations: lived.lives.slice(1).flatMap((part) => attributesDeviations(keeping, part)) };
    case 'link-beside':
    case 'link-elsewhere':
      return judgeLinks(keeping, lived, traits);
    default:
      return { deviations: lostDeviations(lived, traits) };
  }
}

function judgeModes<Image>(keeping: Keeping<Image>, { lives }: LivedTrial<Image>): Judged {
  const later = lives.slice(1);
  const deviations = later.flatMap((part) => exposedDeviations(keeping, part)).slice(0, 1);
  const tested = later.some((part) => beginsPrivate(keeping, part));
  return tested ? { deviations } : { deviations, untested: 'no file that holds a session is private' };
}

/**
 * What a user has closed to others is not what the store made of it: one that opens it again has said nothing else. But one that gives the new file
 * the mode of the old one means to keep it, and then does so at every moment.
 */
function judgeMadePrivate<Image>(keeping: Keeping<Image>, { lives }: LivedTrial<Image>): Judged {
  const [, part] = lives;
  if (part === undefined || !replacesAsPrivate(keeping, part)) return { deviations: [], untested: NOT_ITS_OWN };
  return { deviations: exposedDeviations(keeping, part) };
}

function judgeOwners<Image>(keeping: Keeping<Image>, { lives }: LivedTrial<Image>): Judged {
  const [, part] = lives;
  if (part === undefined) return { deviations: [] };
  const { deviations, replacedUnowned } = ownerDeviations(keeping, part);
  return deviations.length === 0 && replacedUnowned ? { deviations, untested: NO_OWNERS } : { deviations };
}

function judgeLinks<Image>(keeping: Keeping<Image>, lived: LivedTrial<Image>, traits: StoreTraits): Judged {
  const [first, second] = lived.lives;
  if (first === undefined || second === undefined) return { deviations: [] };
  const expected = new ExpectedStates({ later: acknowledgesLater(traits.claims) });
  follow(first, expected);
  if (!readsThroughLink(second, expected, traits)) return { deviations: [] };
  const replaced = linkDeviations(keeping, second);
  if (replaced.length > 0) return { deviations: replaced };
  const isThere = keeping.entries(lived.lives.at(-1)?.life.end ?? second.life.end).some(({ path }) => path === second.link?.to);
  return { deviations: isThere ? lostDeviations(lived, traits) : [] };
}

/** What the last life showed when it began is held against what was acknowledged and refused in those before. */
function lostDeviations<Image>({ trial, lives }: LivedTrial<Image>, { claims, capabilities }: StoreTraits): LostDeviation[] {
  const last = lives.at(-1);
  if (last === undefined || lives.length < 2) return [];
  const expected = new ExpectedStates({ later: acknowledgesLater(claims) });
  for (const part of lives.slice(0, -1)) follow(part, expected);
  const { opened, snapshots } = last.life.report;
  const [session] = trial.sessions;
  if (!opened.ok) {
    const found = `the store does not open: it ${describeProblem(opened.problem)}`;
    return session === undefined ? [] : [{ kind: 'lost', session, expected: 'the store opens', found }];
  }
  const [look] = snapshots;
  return trial.sessions.flatMap((one): LostDeviation[] => {
    const result = look?.read[one];
    const states = expected.of(one);
    // Of a session that may never have come into being nothing can be lost.
    if (result === undefined || states.includes(null)) return [];
    if ('state' in result && states.some((state) => keeps(state, result.state, { trial, capabilities }))) return [];
    const told = [...new Set(states.map((state) => describeState(state, capabilities)))].join(', or ');
    return [{ kind: 'lost', session: one, expected: told, found: describeRead(result, capabilities) }];
  });
}

/** Where two sessions may have one name, it is enough that nothing is lost: what the other one wrote may be there too. */
function keeps(
  state: ModelState,
  found: SessionState | null,
  { trial, capabilities }: { trial: Trial; capabilities: Capabilities },
): boolean {
  if (sameState(state, found, capabilities)) return true;
  if (trial.kind !== 'folded-names' || state === null || found === null) return false;
  const { fields = {}, records = [] } = found;
  const hasField = ([name, value]: [string, Json]): boolean => sameJson(fields[name], value);
  const hasRecord = (record: Json): boolean => records.some((one) => sameJson(one, record));
  return (
    (!capabilities.fields || Object.entries(state.fields).every(hasField)) &&
    (!capabilities.records || state.records.every(hasRecord))
  );
}

function follow<Image>({ operations, life: { report } }: LivedPart<Image>, expected: ExpectedStates): void {
  const statuses = statusesOf(report.history, operations.length);
  expected.reopened();
  if (report.reportedErrors > 0) expected.trouble();
  for (const [index, operation] of operations.entries()) expected.note(operation, statuses[index] ?? 'not-invoked');
}
