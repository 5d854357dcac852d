import { describeJson, describeLegal, describeRead } from '../../harness/host/describe-state.ts';
import type { LifeStep } from '../../harness/host/life.ts';
import { describeProblem } from '../../harness/host/problem.ts';
import type { ReadResult, Snapshot } from '../../harness/host/snapshot.ts';
import {
  type ExpectationOptions,
  expectationsOf,
  legalStates,
  type OperationStatus,
  type SessionExpectation,
  statusesOf,
} from '../../harness/model/history.ts';
import { type ComparedParts, sameState } from '../../harness/model/reference.ts';
import type { StoreTraits } from '../../harness/suite/subject.ts';
import { acknowledgesLater, survivesReopening } from '../acknowledgement.ts';
import type { Deviation } from './deviation.ts';
import type { LivedPart, LivedTrial } from './live-trial.ts';
import { durationText, operationName, reopenedText, stepText } from './moments.ts';

/**
 * All the ways in which a trial went wrong. Pure.
 *
 * Every look is compared with what each session may be by then. What is refused in a life whose clock somebody set is an answer: a lease may be
 * lost, and a store that says so has hidden nothing. The next life has to read it.
 */
export function deviationsOf(lived: LivedTrial<unknown>, traits: StoreTraits): Deviation[] {
  return new Judgement(lived, traits).deviations();
}

class Judgement {
  readonly #lived: LivedTrial<unknown>;
  readonly #traits: StoreTraits;
  readonly #parts: ComparedParts;
  readonly #acknowledgedBy: ExpectationOptions['acknowledgedBy'];
  /** Of all operations of the trial, as far as it has come. */
  readonly #statuses: OperationStatus[];
  readonly #found: Deviation[] = [];

  constructor(lived: LivedTrial<unknown>, traits: StoreTraits) {
    const { claims, capabilities } = traits;
    this.#lived = lived;
    this.#traits = traits;
    this.#parts = capabilities;
    // What survives nothing is still to be seen as long as the store lives.
    if (survivesReopening(claims)) this.#acknowledgedBy = claims.acknowledgedBy;
    else this.#acknowledgedBy = acknowledgesLater(claims) ? 'flush' : 'call';
    this.#statuses = new Array<OperationStatus>(lived.trial.operations.length).fill('not-invoked');
  }

  deviations(): Deviation[] {
    for (const [index, part] of this.#lived.lives.entries()) this.#judgeLife(part, index);
    return this.#found;
  }

  #judgeLife(part: LivedPart<unknown>, index: number): void {
    const { report } = part.life;
    if (!report.opened.ok) {
      if (index > 0 && report.opened.problem.kind === 'threw') this.#unopenable(part, describeProblem(report.opened.problem));
      return;
    }
    const statuses = statusesOf(report.history, part.operations.length);
    let [operations, looks] = [0, 0];
    let when = whenOpened(part);
    let isSet = false;
    for (const step of part.steps) {
      if (step.do === 'operations') {
        this.#statuses[part.first + operations] = statuses[operations] ?? 'not-invoked';
        when = `after ${describeStep(step)}`;
        operations++;
      } else if (step.do === 'step-clock' && this.#isOfTheTrial(part, operations)) {
        when = `after ${stepText(step, { had: true })}`;
        isSet = true;
      } else if (step.do === 'snapshot') {
        const snapshot = report.snapshots[looks++];
        // A life that was cut short has shown what it had to show.
        if (snapshot === undefined) return;
        this.#look(snapshot, { part, when, mayRefuse: isSet || index === 0 || !this.#closes });
      }
    }
  }

  get #closes(): boolean {
    return this.#traits.capabilities.methods.includes('close');
  }

  /** Rather than the time that passes between two operations. */
  #isOfTheTrial({ first }: LivedPart<unknown>, operations: number): boolean {
    return this.#lived.trial.steps.some(({ before }) => before === first + operations);
  }

  #expected(): SessionExpectation[] {
    const { operations, sessions } = this.#lived.trial;
    return expectationsOf(operations, this.#statuses, sessions, { acknowledgedBy: this.#acknowledgedBy });
  }

  #unopenable(part: LivedPart<unknown>, problem: string): void {
    if (!this.#closes) return;
    const expectation = this.#expected().find((one) => !legalStates(one).includes(null));
    if (expectation === undefined) return;
    const expected = describeLegal(expectation, this.#parts);
    const found = `the store does not open: it ${problem}`;
    this.#found.push({ kind: 'unopenable', session: expectation.session, when: whenOpened(part), expected, found });
  }

  #look({ read, listed }: Snapshot, look: Look): void {
    const before = this.#found.length;
    const expectations = this.#expected();
    for (const expectation of expectations) {
      const result = Object.hasOwn(read, expectation.session) ? read[expectation.session] : undefined;
      if (result !== undefined) this.#judgeRead(expectation, result, look);
    }
    // What `list` shows of sessions that read otherwise than they should has the same cause.
    if (this.#found.length > before || listed === undefined || !('sessions' in listed)) return;
    for (const expectation of expectations) {
      const { session } = expectation;
      if (listed.sessions.includes(session) || legalStates(expectation).includes(null)) continue;
      if (this.#mayBeGone(expectation, look)) continue;
      const expected = 'list gives it';
      const found = `list gave ${describeJson([...listed.sessions])}`;
      this.#found.push({ kind: 'unlisted', session, when: look.when, expected, found });
    }
  }

  #judgeRead(expectation: SessionExpectation, result: ReadResult, look: Look): void {
    const { session } = expectation;
    const told = { session, when: look.when, expected: describeLegal(expectation, this.#parts) };
    if ('problem' in result) {
      // Nothing was lost where there may be nothing; and what has not come back may still do so.
      if (look.mayRefuse || result.problem.kind !== 'threw' || legalStates(expectation).includes(null)) return;
      this.#found.push({ kind: 'unreadable', ...told, found: describeRead(result, this.#parts) });
      return;
    }
    if (legalStates(expectation).some((state) => sameState(state, result.state, this.#parts))) return;
    if (result.state === null && this.#mayBeGone(expectation, look)) return;
    const kind = result.state === null ? 'gone' : 'different';
    this.#found.push({ kind, ...told, found: describeRead(result, this.#parts) });
  }

  /** Its age may be what is claimed, counted from the begin of the life that wrote it last. */
  #mayBeGone({ operations }: SessionExpectation, { part: { life } }: Look): boolean {
    const { retention } = this.#traits.claims;
    const last = operations.at(-1);
    // Where time is real, next to none has passed.
    if (retention === undefined || last === undefined || life.endedMs === undefined) return false;
    const wrote = this.#lived.lives.findLast(({ first }) => first <= last)?.life.begunMs;
    return wrote !== undefined && life.endedMs - wrote >= retention;
  }
}

interface Look {
  readonly part: LivedPart<unknown>;
  readonly when: string;
  /** To refuse to read is no fault here. */
  readonly mayRefuse: boolean;
}

function whenOpened({ reopening, life }: LivedPart<unknown>): string {
  if (reopening === undefined) return 'after the store was opened';
  const { timesMs } = reopening;
  const again = 'after the store was opened again';
  // Where time is real, it is not what the trial says.
  if (timesMs === undefined) return life.begunMs === undefined ? again : `${again} ${reopenedText(reopening)}`;
  const times = timesMs === 0 ? 'the same' : `${durationText(timesMs)} ${timesMs < 0 ? 'before' : 'ahead'}`;
  return `after all modification times were ${times}`;
}

function describeStep({ operations }: Extract<LifeStep, { do: 'operations' }>): string {
  return operations.map(operationName).join(', ');
}
