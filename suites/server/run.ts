import type { Operation } from '../../harness/model/operation.ts';
import type { ServedSubject } from '../../harness/suite/served-subject.ts';
import type { SuiteContext, SuiteEvent } from '../../harness/suite/suite.ts';
import type { Finding } from '../../harness/verdict/report.ts';
import { coreOf } from './counterexample-core.ts';
import { cutsOf } from './cut-plan.ts';
import { playTrial } from './play-trial.ts';
import type { Played } from './played.ts';
import type { ServerRequirement } from './requirement.ts';
import { SERVER_REQUIREMENTS } from './requirements.ts';
import type { Trial, TrialKind } from './trial.ts';
import { plainTrials, switchedTrials } from './trials.ts';
import { changes, following, made } from './workloads.ts';

/** Runs the suite. Each requirement fails at most once. Equal runs give equal events. */
export async function* runServer(context: SuiteContext<ServedSubject>): AsyncGenerator<SuiteEvent> {
  const run = new ServerRun(context);
  yield* run.cuts();
  yield* run.plain();
  yield* run.switched();
  yield { type: 'done', ...run.tally() };
}

class ServerRun {
  readonly #context: SuiteContext<ServedSubject>;
  readonly #checked: { [requirement: string]: number } = {};
  readonly #tallies = { trials: 0, cuts: 0 };
  #hasEnded = false;
  /** Those that have not failed yet. */
  #open: readonly ServerRequirement[];

  constructor(context: SuiteContext<ServedSubject>) {
    this.#context = context;
    this.#open = SERVER_REQUIREMENTS.filter(({ id }) => context.requirements.includes(id));
  }

  tally(): { totalWorkloads: number; checked: { [requirement: string]: number }; tallies: { trials: number; cuts: number } } {
    return { totalWorkloads: this.#tallies.trials, checked: { ...this.#checked }, tallies: { ...this.#tallies } };
  }

  /** Every exchange of opening and of each operation, with everything that may befall it. */
  async *cuts(): AsyncGenerator<SuiteEvent> {
    if (!this.#wants('cut')) return;
    const { subject, effort } = this.#context;
    const { capabilities } = subject;
    const before = made(capabilities);
    for (const [index, change] of changes(capabilities).entries()) {
      const operations: Operation[] = [...before, change, following(capabilities)];
      const whole = yield* this.#try({ kind: 'cut', operations });
      // What comes before is the same in each of these workloads.
      const from = index === 0 ? 0 : (whole.counted?.[before.length] ?? 0);
      const events = whole.events.filter((event) => event.type === 'request').slice(0, whole.counted?.[before.length + 1]);
      for (const cut of cutsOf(events, from, effort)) {
        if (!this.#wants('cut')) return;
        this.#tallies.cuts++;
        yield* this.#try({ kind: 'cut', operations, cut });
      }
      yield { type: 'progress', ...this.tally() };
    }
  }

  async *plain(): AsyncGenerator<SuiteEvent> {
    for (const trial of plainTrials(this.#context.subject)) {
      if (this.#wants(trial.kind)) yield* this.#try(trial);
    }
    yield { type: 'progress', ...this.tally() };
  }

  /** The second client goes on after each number of the first one's requests: none, one, and so on up to all. */
  async *switched(): AsyncGenerator<SuiteEvent> {
    for (const trial of switchedTrials(this.#context.subject)) {
      let requests = 1;
      for (let switchAt = 0; switchAt <= requests && this.#wants(trial.kind); switchAt++) {
        const { counted } = yield* this.#try({ ...trial, switchAt });
        requests = Math.max(requests, counted?.[0] ?? 0);
      }
      yield { type: 'progress', ...this.tally() };
    }
  }

  #wants(kind: TrialKind): boolean {
    return this.#open.some(({ kinds }) => kinds.includes(kind));
  }

  async *#try(trial: Trial): AsyncGenerator<SuiteEvent, Played> {
    const { subject, onPlace } = this.#context;
    onPlace(trial.operations);
    const played = await playTrial(subject.host, trial, subject.capabilities);
    this.#tallies.trials++;
    if (played.untested !== undefined) return played;
    if (played.ended !== undefined && !this.#hasEnded) {
      this.#hasEnded = true;
      yield { type: 'finding', finding: endedByCut(played.ended) };
    }
    const concerned = this.#open.filter(({ kinds }) => kinds.includes(trial.kind));
    // Where nothing is cut it is only seen what could be.
    const isPlain = trial.kind === 'cut' && trial.cut === undefined;
    if (!isPlain) for (const { id } of concerned) this.#checked[id] = (this.#checked[id] ?? 0) + 1;
    const { deviation } = played;
    const broken = deviation === undefined ? undefined : concerned.find((one) => one.isBrokenBy(deviation));
    if (deviation === undefined || broken === undefined) return played;
    this.#open = this.#open.filter(({ id }) => id !== broken.id);
    yield { type: 'failure', requirement: broken.id, core: coreOf(trial, deviation) };
    return played;
  }
}

/** What a warning is, since no requirement is about it. */
function endedByCut(how: string): Finding {
  const message = `A connection that was cut in the midst of an operation ended the process. ${how} What was called then counts as never answered.`;
  return { code: 'CW_ENDED_BY_CUT', level: 'warning', message };
}
