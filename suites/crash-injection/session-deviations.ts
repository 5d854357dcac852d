import type { CrashCase } from '../../harness/crash/explore.ts';
import { describeLegal, describeRead } from '../../harness/host/describe-state.ts';
import type { ReadResult, Snapshot } from '../../harness/host/snapshot.ts';
import type { SessionExpectation } from '../../harness/model/history.ts';
import type { Operation } from '../../harness/model/operation.ts';
import { type ComparedParts, sameJson, sameState } from '../../harness/model/reference.ts';
import { holdsPartOfGroup } from '../../harness/model/torn-group.ts';
import { type Assessment, assessState, mayBe } from './assess.ts';
import type { SessionDeviation } from './deviation.ts';

type SessionKind = 'lost' | 'partial' | 'hole' | 'torn-group' | 'resurrected';

/** The ways in which one session, through `read`, `list` and every view, is not in a legal state. */
export function sessionDeviations(
  crashCase: Pick<CrashCase, 'inFlight' | 'atInvocation' | 'operations'>,
  expectation: SessionExpectation,
  snapshot: Snapshot,
  parts: ComparedParts,
): SessionDeviation<SessionKind>[] {
  const { session } = expectation;
  const deviations: SessionDeviation<SessionKind>[] = [];
  for (const { view, result, presenceOnly } of sightsOf(snapshot, session)) {
    const seen = assessSight(expectation, result, presenceOnly, parts);
    const assessment = seen === 'legal' && contradicts(result, snapshot.read[session]) ? 'partial' : seen;
    if (assessment === 'legal') continue;
    const isTorn = !presenceOnly && holdsTornGroup(expectation, result, crashCase.operations, parts);
    deviations.push({
      kind: isTorn ? 'torn-group' : assessment,
      session,
      view,
      expected: describeLegal(expectation, parts),
      found: presenceOnly && seen !== 'legal' ? describePresence(result) : describeRead(result, parts),
      inFlight: expectation.inFlight,
      bystander: isSettled(expectation) && isBystander(crashCase, session) && wasLegal(crashCase, session, view, parts),
      sinceInvocation: wasLegal(crashCase, session, view, parts),
      flushed: assessment !== 'lost' || wasFlushed(expectation, result, parts),
      whole: isWhole(expectation, result, presenceOnly, parts),
    });
  }
  return deviations;
}

/** Of a group that need not have survived. */
function holdsTornGroup(
  { states, operations: indices, required }: SessionExpectation,
  result: ReadResult,
  operations: readonly Operation[],
  parts: ComparedParts,
): boolean {
  if ('problem' in result) return false;
  return indices.some(
    (index, step) =>
      step >= required &&
      operations[index]?.op === 'appendAll' &&
      holdsPartOfGroup(result.state, states[step] ?? null, states[step + 1] ?? null, parts),
  );
}

interface Sight {
  readonly view: string;
  readonly result: ReadResult;
  /** The view tells whether the session is there, not what is in it. */
  readonly presenceOnly: boolean;
}

/** Every way in which a snapshot shows a session. */
function sightsOf(snapshot: Snapshot, session: string): Sight[] {
  const sights: Sight[] = [];
  const read = snapshot.read[session];
  if (read !== undefined) sights.push({ view: 'read', result: read, presenceOnly: false });
  const { listed } = snapshot;
  if (listed !== undefined) {
    const result = 'problem' in listed ? listed : { state: listed.sessions.includes(session) ? {} : null };
    // Where read shows a problem, list has no truth to agree with; read's deviation says it all.
    if (read === undefined || 'state' in read) sights.push({ view: 'list', result, presenceOnly: true });
  }
  for (const [view, sessions] of Object.entries(snapshot.views)) {
    const result = sessions[session];
    if (result !== undefined) sights.push({ view, result, presenceOnly: true });
  }
  return sights;
}

/** Whether a view shows a field with another value than `read` gives for it. A view may show fewer fields. */
export function contradicts(result: ReadResult, read: ReadResult | undefined): boolean {
  if (read === undefined || !('state' in result) || !('state' in read) || result.state === null || read.state === null)
    return false;
  const { fields = {} } = read.state;
  return Object.entries(result.state.fields ?? {}).some(([key, value]) => !sameJson(fields[key], value));
}

function assessSight(
  expectation: SessionExpectation,
  result: ReadResult,
  presenceOnly: boolean,
  parts: ComparedParts,
): Assessment {
  const mustBeThere = expectation.required > 0 && (expectation.states[expectation.required] ?? null) !== null;
  if ('problem' in result) {
    // `list` that fails hides every session; for one that need not be there, nothing is lost.
    if (mustBeThere) return 'lost';
    return presenceOnly && expectation.states.length === 1 ? 'legal' : 'partial';
  }
  if (!presenceOnly) return assessState(expectation, result.state, parts);
  const allowed = mayBe(expectation);
  if (result.state === null) return allowed.absent ? 'legal' : 'lost';
  if (allowed.present) return 'legal';
  return expectation.required > 0 ? 'resurrected' : 'partial';
}

function describePresence(result: ReadResult): string {
  if ('problem' in result) return describeRead(result, { fields: true, records: true });
  return result.state === null ? 'it is not shown' : 'it is shown';
}

/** Nothing that was accepted for the session is still on its way in the background. */
function isSettled({ states, required }: SessionExpectation): boolean {
  return states.length - 1 === required;
}

/** Whether an operation was in flight, on another session. */
function isBystander({ inFlight, atInvocation }: Pick<CrashCase, 'inFlight' | 'atInvocation'>, session: string): boolean {
  if (inFlight === undefined || atInvocation === undefined) return false;
  return atInvocation.expectations.some((candidate) => candidate.session === session && candidate.inFlight === undefined);
}

/** Whether the session was legal when the operation in flight was invoked. */
function wasLegal(
  { atInvocation }: Pick<CrashCase, 'atInvocation'>,
  session: string,
  view: string,
  parts: ComparedParts,
): boolean {
  const expectation = atInvocation?.expectations.find((candidate) => candidate.session === session);
  const snapshot = atInvocation?.recovery.first.snapshots[0];
  if (expectation === undefined || snapshot === undefined) return false;
  return sightsOf(snapshot, session).some(
    (sight) => sight.view === view && assessSight(expectation, sight.result, sight.presenceOnly, parts) === 'legal',
  );
}

function isWhole({ states }: SessionExpectation, result: ReadResult, presenceOnly: boolean, parts: ComparedParts): boolean {
  if ('problem' in result) return false;
  return presenceOnly || states.some((state) => sameState(state, result.state, parts));
}

function wasFlushed(expectation: SessionExpectation, result: ReadResult, parts: ComparedParts): boolean {
  const flushedOnly = { ...expectation, required: expectation.flushed };
  return expectation.flushed > 0 && ('problem' in result || assessState(flushedOnly, result.state, parts) !== 'legal');
}
