import type { Json, SessionState } from '../../harness/contract/session-store.ts';
import { describeRead, describeState } from '../../harness/host/describe-state.ts';
import { describeProblem } from '../../harness/host/problem.ts';
import type { Snapshot } from '../../harness/host/snapshot.ts';
import { sessionOf } from '../../harness/model/operation.ts';
import { type ComparedParts, type ModelState, sameState } from '../../harness/model/reference.ts';
import type { Deviation } from './deviation.ts';
import { type KnownOperation, possibleStates } from './possible-states.ts';

/** What is wrong with what a store shows after operations of which some may have happened or not: of each session the worst. */
export function judgeStates(operations: readonly KnownOperation[], snapshot: Snapshot, parts: ComparedParts): Deviation[] {
  const sessions = [...new Set(operations.flatMap(({ operation }) => sessionOf(operation) ?? []))];
  const last = operations.findLast(({ status }) => status !== 'not-invoked')?.operation;
  return sessions.flatMap((session) => {
    const own = operations.filter(({ operation }) => sessionOf(operation) === session);
    const deviation = judgeSession(session, own, snapshot, parts);
    if (deviation === undefined) return [];
    return last === undefined || sessionOf(last) === session ? [deviation] : [{ ...deviation, bystander: true as const }];
  });
}

/** Sessions that an instance shows otherwise than somebody who has just opened the store. */
export function judgeAgreement(live: Snapshot, fresh: Snapshot, parts: ComparedParts): Deviation[] {
  return Object.entries(live.read).flatMap(([session, shown]): Deviation[] => {
    const found = fresh.read[session];
    // What cannot be read is not shown otherwise.
    if (found === undefined || 'problem' in found || 'problem' in shown) return [];
    if (sameState(asModel(shown.state), found.state, parts)) return [];
    const [first, second] = [describeState(shown.state, parts), describeState(found.state, parts)];
    return [
      {
        kind: 'stale',
        expected: 'An instance shows what somebody sees who opens the store afresh.',
        observed: `"${session}" is ${first}; for whoever opens it afresh it is ${second}.`,
      },
    ];
  });
}

function asModel(state: SessionState | null): ModelState {
  return state === null ? null : { fields: state.fields ?? {}, records: state.records ?? [] };
}

function judgeSession(
  session: string,
  operations: readonly KnownOperation[],
  snapshot: Snapshot,
  parts: ComparedParts,
): Deviation | undefined {
  const found = snapshot.read[session];
  if (found === undefined) return undefined;
  const possible = possibleStates(operations);
  const expected = `"${session}" is ${told(possible, parts)}.`;
  const observed = `"${session}" is ${describeRead(found, parts)}.`;
  if ('problem' in found) return { kind: 'half', expected: `"${session}" can be read.`, observed };
  if (possible.some((state) => sameState(state, found.state, parts))) return judgeListing(session, found.state, snapshot);
  if (hasTwice(operations, found.state?.records ?? [])) return { kind: 'twice', expected, observed };
  const unsure = operations.map(({ operation, status }) => ({ operation, status: asUnsure(status) }));
  const isLoss = possibleStates(unsure).some((state) => sameState(state, found.state, parts));
  return { kind: isLoss && !mayHaveRemoved(operations) ? 'lost' : 'half', expected, observed };
}

/** An operation of unknown outcome that begins by taking away what was there: what is missing then may be its first half. */
function mayHaveRemoved(operations: readonly KnownOperation[]): boolean {
  const removing = ['create', 'rewrite', 'delete'];
  return operations.some(({ operation, status }) => status !== 'acknowledged' && removing.includes(operation.op));
}

function asUnsure(status: KnownOperation['status']): KnownOperation['status'] {
  return status === 'acknowledged' ? 'pending' : status;
}

/** Records of workloads are all different, unless they are appended twice on purpose. */
function hasTwice(operations: readonly KnownOperation[], shown: readonly unknown[]): boolean {
  const given = operations.flatMap(({ operation, status }) => (status === 'not-invoked' ? [] : recordsOf(operation)));
  const texts = given.map((record) => JSON.stringify(record));
  const count = (all: readonly string[], text: string): number => all.filter((one) => one === text).length;
  const found = shown.map((record) => JSON.stringify(record) ?? '');
  return found.some((text) => count(found, text) > Math.max(1, count(texts, text)));
}

function recordsOf(operation: KnownOperation['operation']): readonly Json[] {
  if (operation.op === 'append') return [operation.record];
  return operation.op === 'appendAll' || operation.op === 'rewrite' ? operation.records : [];
}

/** The listing shows what can be read, and nothing else. */
function judgeListing(session: string, state: unknown, { listed }: Snapshot): Deviation | undefined {
  if (listed === undefined) return undefined;
  if ('problem' in listed) {
    const observed = `Listing ${describeProblem(listed.problem)}.`;
    return { kind: 'half', expected: 'The sessions can be listed.', observed };
  }
  const times = listed.sessions.filter((one) => one === session).length;
  if (times === (state === null ? 0 : 1)) return undefined;
  const [is, shown] = [
    state === null ? 'gone' : 'there',
    times === 0 ? 'is not listed' : `is listed ${times === 1 ? 'once' : `${times} times`}`,
  ];
  return { kind: 'half', expected: `"${session}", which is ${is} when it is read, is listed so.`, observed: `It ${shown}.` };
}

function told(states: readonly ModelState[], parts: ComparedParts): string {
  return [...new Set(states.map((state) => describeState(state, parts)))].join(', or ');
}
