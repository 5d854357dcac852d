import { describeRead, describeState } from '../../harness/host/describe-state.ts';
import type { LifeReport } from '../../harness/host/life.ts';
import { describeProblem, type Problem } from '../../harness/host/problem.ts';
import type { ReadResult, Snapshot } from '../../harness/host/snapshot.ts';
import { type OperationStatus, statusesOf } from '../../harness/model/history.ts';
import { type Operation, sessionOf } from '../../harness/model/operation.ts';
import type { ComparedParts } from '../../harness/model/reference.ts';
import type { StoreTraits } from '../../harness/suite/subject.ts';
import { aliasDeviation, aliasDeviations } from './alias-deviations.ts';
import { besideDeviations } from './beside-deviations.ts';
import { reservedFieldsOnly, sameExceptZeros } from './compare-payloads.ts';
import type { Deviation, SessionDeviation } from './deviation.ts';
import { firstDifference } from './first-difference.ts';
import { sameForeign } from './foreign-values.ts';
import { type Entry, Ledger } from './ledger.ts';
import type { LivedPart, LivedTrial } from './live-trial.ts';
import { named } from './named.ts';

/** What a trial showed, besides what is wrong. */
export interface Judged {
  readonly deviations: readonly Deviation[];
  /** Sessions that came back with 0 where -0 was stored, and otherwise right. */
  readonly lostSigns: readonly string[];
  /** Names of fields that the store seems to keep for itself. */
  readonly reserved: readonly string[];
}

/**
 * All the ways in which a trial went wrong. Pure.
 *
 * Every look is compared with what each session must be by then. `list` is judged only where all sessions read as they should: what it shows
 * of mixed-up ones has the same cause.
 */
export function judgeTrial(lived: LivedTrial<unknown>, traits: StoreTraits): Judged {
  return new Judgement(lived, traits).judged();
}

type Read = SessionDeviation<'confused' | 'unusable' | 'changed' | 'leaked' | 'shared'>;

class Judgement {
  readonly #lived: LivedTrial<unknown>;
  readonly #parts: ComparedParts;
  /** Where no session is made by `create`, one that holds nothing may be told as none. */
  readonly #emptyIsNone: boolean;
  /** The sign of a zero is kept too. */
  readonly #exact: boolean;
  readonly #ledger: Ledger;
  readonly #reads: Deviation[] = [];
  readonly #lists: Deviation[] = [];
  readonly #lostSigns = new Set<string>();
  readonly #reserved = new Set<string>();

  constructor(lived: LivedTrial<unknown>, { claims, capabilities }: StoreTraits) {
    this.#lived = lived;
    this.#parts = capabilities;
    this.#emptyIsNone = !capabilities.methods.includes('create');
    this.#exact = claims.values === 'exact';
    this.#ledger = new Ledger(claims, { refusalsAreAnswers: lived.trial.kind === 'ids' });
  }

  judged(): Judged {
    for (const [index, part] of this.#lived.lives.entries()) {
      if (index > 0) this.#ledger.reopened();
      if (!this.#judgeLife(part, index)) break;
    }
    return {
      deviations: this.#reads.length > 0 ? this.#reads : this.#lists,
      lostSigns: [...this.#lostSigns],
      reserved: [...this.#reserved],
    };
  }

  /** Whether there is any point in looking at the next life. */
  #judgeLife(part: LivedPart<unknown>, index: number): boolean {
    const { report } = part.life;
    if (!report.opened.ok) {
      if (index > 0) this.#unopenable(describeProblem(report.opened.problem));
      return false;
    }
    const statuses = statusesOf(report.history, part.operations.length);
    const reports = report.reported.map(({ historyBefore }) => historyBefore);
    let [operations, looks] = [0, 0];
    for (const step of part.steps) {
      if (step.do === 'operations') {
        const operation = step.operations[0];
        if (operation === undefined) continue;
        if (reports.some((before) => before <= historyUntil(report, operations))) this.#ledger.trouble();
        this.#ledger.note(operation, statuses[operations] ?? 'not-invoked');
        if (!this.#answered(operation, statuses[operations], report)) return false;
        operations++;
      } else if (step.do === 'snapshot') {
        const snapshot = report.snapshots[looks++];
        // A life that was cut short has shown what it had to show.
        if (snapshot === undefined) return false;
        this.#look(snapshot, whenOf(part, operations, index));
      } else if (step.do === 'beside') {
        const [beside] = report.besides;
        if (beside !== undefined) this.#reads.push(...besideDeviations(beside, step, this.#ledger, this.#parts));
      } else if (step.do === 'fork') {
        // A fork that was refused has made nothing, and there is no more to be asked.
        if (report.forked?.ok !== true) return false;
        this.#ledger.forked(step);
      } else if (step.do === 'alias' && report.aliased !== undefined) {
        this.#reads.push(...aliasDeviations(report.aliased, step.session, this.#parts));
      }
    }
    return true;
  }

  /** A call that neither comes back nor is refused ends the trial. */
  #answered(operation: Operation, status: OperationStatus | undefined, report: LifeReport): boolean {
    const session = sessionOf(operation);
    if (status === 'rejected') this.#refused(session, report);
    if (status === 'acknowledged' || status === 'rejected') return true;
    const problem = report.misbehaved ?? report.stray;
    if (this.#lived.trial.kind === 'ids' && session !== undefined && problem !== undefined) {
      const expected = `${operation.op} is done or refused with an error`;
      this.#reads.push({
        kind: this.#kindFor(session),
        session,
        when: 'when it was written',
        expected,
        found: `it ${describeProblem(problem)}`,
      });
    }
    return false;
  }

  #refused(session: string | undefined, { history }: LifeReport): void {
    if (this.#lived.trial.kind !== 'ordinary' || session === undefined) return;
    const error = history.findLast(({ type }) => type === 'reject')?.error;
    const expected = 'it takes what JSON has a plain form for';
    this.#reads.push({ kind: 'refused', session, when: 'when it was written', expected, found: `it was refused: ${error}` });
  }

  #unopenable(problem: string): void {
    const [session] = [...this.#ledger.written].filter((written) => this.#ledger.of(written).sure).slice(-1);
    if (session === undefined) return;
    const expected = `it reads as ${describeState(this.#ledger.of(session).state, this.#parts)}`;
    const found = `the store does not open: it ${problem}`;
    this.#reads.push({ kind: this.#kindFor(session), session, when: REOPENED, expected, found });
  }

  #look(snapshot: Snapshot, when: string): void {
    const { trial } = this.#lived;
    if (trial.kind === 'alias') {
      this.#lookForAlias(snapshot, when);
      return;
    }
    const before = this.#reads.length;
    for (const session of trial.sessions) {
      if (!Object.hasOwn(snapshot.read, session)) continue;
      const result = snapshot.read[session];
      if (result !== undefined) this.#judgeRead(session, result, when);
    }
    if (trial.kind === 'ids' && this.#reads.length === before) this.#judgeList(snapshot.listed, when);
  }

  #lookForAlias({ read }: Snapshot, when: string): void {
    const [session] = this.#lived.trial.sessions;
    const [first] = this.#lived.lives;
    const result = session === undefined ? undefined : read[session];
    if (session === undefined || result === undefined || first?.life.report.aliased?.written.ok !== true) return;
    const deviation = aliasDeviation(result, session, this.#parts, when);
    if (deviation !== undefined) this.#reads.push(deviation);
  }

  #judgeRead(session: string, result: ReadResult, when: string): void {
    const entry = this.#ledger.of(session);
    if (!entry.sure) return;
    const fits = entry.state === null ? isAbsent(result) : this.#isState(entry, result);
    if (fits) return;
    const expected = this.#expectedOf(entry);
    const found = describeRead(result, this.#parts);
    const difference = found === expected ? differenceOf(entry, result) : '';
    const deviation: Read = { kind: this.#kindFor(session), session, when, expected, found: `${found}${difference}` };
    this.#reads.push(deviation);
  }

  #isState({ state }: Entry, result: ReadResult): boolean {
    if ('problem' in result) return false;
    if (result.state === null) return this.#emptyIsNone && state !== null && holdsNothing(state);
    if (this.#lived.trial.kind === 'foreign') return sameForeign(state, result.state, this.#parts);
    const same = sameExceptZeros(state, result.state, this.#parts);
    if (same === 'zeros' && this.#exact) return false;
    if (same === 'zeros') this.#lostSigns.add('-0');
    if (same !== 'different') return true;
    const reserved = this.#lived.trial.kind === 'payload' ? reservedFieldsOnly(state, result.state, this.#parts) : undefined;
    for (const name of reserved ?? []) this.#reserved.add(name);
    return reserved !== undefined;
  }

  #expectedOf({ state, refused }: Entry): string {
    if (state !== null) return describeState(state, this.#parts);
    return refused ? 'no such session, for the write of it was refused' : 'no such session';
  }

  /** Where no other session was ever written to, the id alone is to blame. */
  #kindFor(session: string): Read['kind'] {
    const { kind } = this.#lived.trial;
    if (kind === 'payload' || kind === 'ordinary' || kind === 'foreign') return 'changed';
    if (kind === 'beside') return 'leaked';
    if (kind === 'fork') return 'shared';
    return [...this.#ledger.written].some((other) => other !== session) ? 'confused' : 'unusable';
  }

  #judgeList(listed: Snapshot['listed'], when: string): void {
    if (listed === undefined) return;
    const deviation = (expected: string, found: string, session?: string): Deviation => ({
      kind: 'listed',
      when,
      expected,
      found,
      ...(session === undefined ? {} : { session }),
    });
    if ('problem' in listed) {
      this.#lists.push(deviation('list gives the ids of all sessions', `list ${describeProblem(listed.problem)}`));
      return;
    }
    const { sessions } = listed;
    const shown = `list gives ${shortList(sessions)}`;
    for (const session of this.#lived.trial.sessions) {
      const { state, sure } = this.#ledger.of(session);
      const times = sessions.filter((id) => id === session).length;
      if (times > 1) this.#lists.push(deviation('list gives it once', shown, session));
      else if (sure && times !== (state === null ? 0 : 1)) {
        this.#lists.push(deviation(state === null ? 'list does not give it' : 'list gives it', shown, session));
      }
    }
    const strange = sessions.find((id) => !this.#lived.trial.sessions.includes(id));
    if (strange !== undefined && this.#ledger.allSure) {
      this.#lists.push(deviation('list gives only sessions that were created', shown));
    }
  }
}

const REOPENED = 'after the store was opened again';

function whenOf({ operations }: LivedPart<unknown>, done: number, life: number): string {
  const last = operations[done - 1];
  if (last === undefined) return life === 0 ? 'on an empty directory' : REOPENED;
  const session = sessionOf(last);
  return `after ${last.op}${session === undefined ? '' : ` of ${named(session)}`}`;
}

/** How much had happened when an operation had come to its end. */
function historyUntil({ history }: LifeReport, operation: number): number {
  return history.findLastIndex((event) => event.operation === operation) + 1;
}

/** An id that nobody wrote may be one that the store does not take at all. What is no session, such as a function, is no answer. */
function isAbsent(result: ReadResult): boolean {
  return 'problem' in result ? !isNoAnswer(result.problem) : result.state === null;
}

/** Where they differ, of a state and what was read, which look alike in one line. */
function differenceOf({ state }: Entry, result: ReadResult): string {
  if ('problem' in result || state === null || result.state === null) return '';
  const { fields = {}, records = [] } = result.state;
  const difference = firstDifference(state.fields, fields) ?? firstDifference([...state.records], records);
  return difference === undefined ? '' : `, but ${difference}`;
}

function holdsNothing({ fields, records }: NonNullable<Entry['state']>): boolean {
  return Object.keys(fields).length === 0 && records.length === 0;
}

function isNoAnswer({ kind }: Problem): boolean {
  return kind === 'wrong-result' || kind === 'unreadable-result';
}

function shortList(sessions: readonly string[]): string {
  const shown = `[${sessions.slice(0, 8).map(named).join(', ')}]`;
  return sessions.length > 8 ? `${shown} and ${sessions.length - 8} more` : shown;
}
