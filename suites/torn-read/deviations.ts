import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import { describeRead, describeState } from '../../harness/host/describe-state.ts';
import { describeProblem, type Problem } from '../../harness/host/problem.ts';
import type { ListSight, SessionSight } from '../../harness/host/sight.ts';
import { sessionOf } from '../../harness/model/operation.ts';
import { type ComparedParts, type ModelState, sameJson, sameState } from '../../harness/model/reference.ts';
import { holdsPartOfGroup } from '../../harness/model/torn-group.ts';
import type { Deviation } from './deviation.ts';
import type { BesideSchedule } from './reader-schedule.ts';
import type { ReadingCase } from './reading-case.ts';
import { type Versions, VersionTable } from './versions.ts';

/**
 * All the ways in which what a reader saw is not what whole versions of the sessions show. Pure.
 *
 * Each call is compared with the versions of its own interval, never with another call: between two of them the writer goes on. A reader in
 * another process may have read everything when it opened, so that its intervals begin there; one in the writer's own instance has no excuse
 * for not knowing what was acknowledged before it asked.
 */
export function deviationsOf(readingCase: ReadingCase, claims: ResolvedClaims): Deviation[] {
  const { reading, schedule, operations } = readingCase;
  const elsewhere = schedule.reader === 'other-process';
  if (!reading.opened.ok) return schedule.reader === 'other-process' ? openDeviations(reading.opened.problem, schedule) : [];
  const parts = reading.capabilities;
  if (parts === undefined) return [];
  const table = new VersionTable(readingCase, claims, elsewhere ? 'settled' : 'acknowledged');
  const deviations: Deviation[] =
    reading.stray !== undefined && schedule.reader === 'other-process' ? openDeviations(reading.stray, schedule) : [];
  const reader = new ReaderMemory(parts);
  const known = new Set(operations.flatMap((operation) => sessionOf(operation) ?? []));
  for (const sight of reading.sights) {
    const since = elsewhere ? reading.openedAt : sight.since;
    const versionsOf = (session: string) => table.versions(session, since, sight.until);
    if ('listed' in sight) deviations.push(...listDeviations(sight, known, versionsOf));
    else if (sight.view === 'read') deviations.push(...reader.readDeviations(sight, versionsOf(sight.session)));
    else deviations.push(...viewDeviations(sight, versionsOf(sight.session), parts));
  }
  return deviations;
}

/**
 * An open that fails while the writer stands still has been put off by what is on disk. One that fails because names come and go under it
 * is about locks and sweeping, between processes that may not even be meant to share the directory: no torn read.
 */
function openDeviations(problem: Problem, { advances }: BesideSchedule): Deviation[] {
  return advances.length === 0 ? [{ kind: 'unopenable', problem }] : [];
}

/** What one reader has seen of each session so far. */
class ReaderMemory {
  readonly #parts: ComparedParts;
  readonly #seen = new Map<string, number>();

  constructor(parts: ComparedParts) {
    this.#parts = parts;
  }

  readDeviations({ session, result }: SessionSight, { states, required, groups }: Versions): Deviation[] {
    const parts = this.#parts;
    const found = describeRead(result, parts);
    const deviation = (kind: 'missing' | 'torn' | 'torn-group' | 'backwards', from: number): Deviation[] => [
      { kind, session, view: 'read', expected: describeVersions(states.slice(from), parts), found },
    ];
    const seen = this.#seen.get(session) ?? 0;
    const failed = 'problem' in result;
    // Somebody who deletes it may be as quick as that.
    const gone = failed && result.problem.message.includes('ENOENT');
    if (failed && !(gone && states.slice(Math.max(seen, required)).includes(null))) return deviation('torn', required);
    const state = failed ? null : result.state;
    const first = state === null ? Math.max(seen, required) : seen;
    const version = states.findIndex((candidate, index) => index >= first && sameState(candidate, state, parts));
    if (version !== -1) {
      this.#seen.set(session, version);
      return [];
    }
    if (state === null) return deviation('missing', first);
    const isPart = groups.some(
      (group, step) => group && holdsPartOfGroup(state, states[step] ?? null, states[step + 1] ?? null, parts),
    );
    if (isPart) return deviation('torn-group', seen);
    return deviation(states.some((candidate) => sameState(candidate, state, parts)) ? 'backwards' : 'torn', seen);
  }
}

function listDeviations(
  { listed }: ListSight,
  known: ReadonlySet<string>,
  versionsOf: (session: string) => Versions,
): Deviation[] {
  const deviation = (expected: string, found: string, session?: string): Deviation => ({
    kind: 'view',
    view: 'list',
    expected,
    found,
    ...(session === undefined ? {} : { session }),
  });
  if ('problem' in listed) {
    return [deviation('list gives the ids of all sessions', `list ${describeProblem(listed.problem)}`)];
  }
  const { sessions } = listed;
  const deviations = [...known].flatMap((session) => {
    const allowed = presenceOf(versionsOf(session));
    if (sessions.includes(session)) return allowed.present ? [] : [deviation('list does not show it', 'list shows it', session)];
    return allowed.absent ? [] : [deviation('list shows it', 'list does not', session)];
  });
  const strange = sessions.find((session) => !known.has(session));
  if (strange !== undefined) deviations.push(deviation('list shows only sessions that were created', `list shows ${strange}`));
  const repeated = sessions.find((session, index) => sessions.indexOf(session) !== index);
  if (repeated !== undefined) deviations.push(deviation('list shows it once', 'list shows it more than once', repeated));
  return deviations;
}

/** A view may show fewer fields than `read`: those that it shows must be of one version. */
function viewDeviations({ view, session, result }: SessionSight, versions: Versions, parts: ComparedParts): Deviation[] {
  const deviation = (expected: string): Deviation[] => [
    { kind: 'view', view, session, expected, found: describeRead(result, parts) },
  ];
  const allowed = presenceOf(versions);
  if ('problem' in result) return deviation('it can be read');
  if (result.state === null) return allowed.absent ? [] : deviation('it is shown');
  if (!allowed.present) return deviation('it is not shown');
  const shown = Object.entries(result.state.fields ?? {});
  const fits = versions.states.some(
    (state) => state !== null && shown.every(([key, value]) => sameJson(state.fields[key], value)),
  );
  return fits ? [] : deviation(`fields of one version: ${describeVersions(versions.states.slice(versions.required), parts)}`);
}

/** Whether a session may be shown, which one that has been there always may (staleness), and whether it may be missing. */
function presenceOf({ states, required }: Versions): { present: boolean; absent: boolean } {
  return { present: states.some((state) => state !== null), absent: states.slice(required).includes(null) };
}

/** "A, or B". */
function describeVersions(states: readonly ModelState[], parts: ComparedParts): string {
  return [...new Set(states.map((state) => describeState(state, parts)))].join(', or ');
}
