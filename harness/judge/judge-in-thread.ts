import type { FailureCore } from '../suite/failure-core.ts';
import type { FoundBy, RunPlace, Trial, WatchedPlace } from '../suite/suite.ts';
import type { ResolvedJudgeOptions } from './judge-options.ts';
import { noticed } from './noticed.ts';
import { BAILED, emptyPartRecord, endsRun, joinParts, noteEvent, type PartRecord, partsThatCount } from './part-record.ts';
import { learnedBefore, type Part, partsOf } from './parts.ts';
import { toldFailure, toldProgress } from './progress.ts';
import { confirmInFreshThread } from './replay-in-thread.ts';
import { isMust, suiteNamed } from './requirements.ts';
import { emptyRecord, type FoundFailure, type RunRecord } from './run-record.ts';
import { isOwn } from './shards/deal.ts';
import type { Shard } from './shards/shard.ts';
import type { ShardedRecord, ShardRecord } from './shards/shard-record.ts';
import { runInThread, type ThreadEnd } from './store-thread.ts';
import type { Target } from './target.ts';
import {
  diedOf,
  endedInSilence,
  forged,
  isEndless,
  loopFinding,
  observationUnfinished,
  outOfMemory,
  stalledBeforeJudging,
} from './unfinished-thread.ts';
import { WorkerPool } from './worker-pool.ts';
import type { WorkerMessage } from './worker-protocol.ts';

/**
 * Judges a subject on the simulated disk: each part of the run in a fresh worker, as many at once as there are jobs; every failure is run again in
 * a fresh worker before it counts. What comes out is the same however many jobs there are.
 */
export function judgeInThread(target: Target, options: ResolvedJudgeOptions): Promise<ShardedRecord> {
  return new RunInThreads(target, options).run();
}

/** Confirmations come before parts that wait: what failed is told as soon as it may be. */
const FIRST = -1;

/** Why a worker is ended: what it finds does not count, or it has found enough. */
const DISCARDED = 'discarded';
const ENOUGH = 'enough';
/** It is another shard's. */
const ELSEWHERE = 'elsewhere';

/** How often a part is run anew without what never came back. Each takes as long as the watch is patient. */
const MOST_ENDLESS = 4;

interface PartRun extends PartRecord {
  readonly part: Part;
  /** What never came back in it, in the order in which it was found. */
  readonly endless: Trial[];
  noticed?: Extract<WorkerMessage, { type: 'noticed' }>;
  /** Ends its worker, for one of the reasons below. */
  readonly stop: AbortController;
  done: Promise<void>;
}

class RunInThreads {
  readonly #target: Target;
  readonly #options: ResolvedJudgeOptions;
  readonly #record: ShardedRecord = emptyRecord();
  readonly #pool: WorkerPool;
  readonly #confirmations: Promise<void>[] = [];
  /** Known when the first worker has looked at the subject. */
  #parts: PartRun[] = [];
  /** Told by the first worker: the store can be judged. */
  #prepared = false;
  #first: Promise<void> = Promise.resolve();
  readonly #endsFirst = new AbortController();

  constructor(target: Target, options: ResolvedJudgeOptions) {
    this.#target = target;
    this.#options = options;
    this.#pool = new WorkerPool(options.jobs);
  }

  async run(): Promise<ShardedRecord> {
    const first = partRun({ suite: '', does: 'judge', requirements: [] }, this.#endsFirst);
    this.#first = this.#pool.add(0, () => this.#runPart(0, first));
    await this.#first;
    await Promise.all(this.#parts.map(({ done }) => done));
    // Where it has none there was nothing to run, or something was wrong before anything could be.
    const own = this.#parts.filter(({ stop }) => stop.signal.reason !== ELSEWHERE);
    const counting = partsThatCount(this.#parts.length === 0 ? [first] : own);
    if (this.#options.shard !== undefined) this.#record.shard = this.#shard(this.#options.shard, own);
    joinParts(counting, this.#record, noticed(counting));
    await Promise.all(this.#confirmations);
    return this.#record;
  }

  async #runPart(index: number, unknown?: PartRun): Promise<void> {
    const known = (): PartRun => {
      const run = this.#parts[index] ?? unknown;
      if (run === undefined) throw new Error(`there is no part ${index}`);
      return run;
    };
    if (known().stop.signal.aborted || this.#options.signal?.aborted === true) {
      known().interrupted = this.#options.signal?.aborted === true;
      return;
    }
    const { effort, seed, requirements, models, depth, assume, signal } = this.#options;
    const learned = this.#learnedBefore(index);
    const stop = known().stop.signal;
    let place: RunPlace | undefined;
    let ended = false;
    const end = await runInThread(
      {
        do: 'judge',
        target: this.#target,
        part: index,
        learned,
        endless: known().endless,
        requirements,
        effort,
        seed,
        models,
        depth,
        ...(assume === undefined ? {} : { assume }),
      },
      {
        signal: signal === undefined ? stop : AbortSignal.any([signal, stop]),
        onMessage: (message) => {
          // What was on its way when the run ended is told to nobody.
          if ([ENOUGH, ELSEWHERE].includes(known().stop.signal.reason)) return;
          if (message.type === 'failure') this.#addFailure(known(), message.requirement, message.core);
          else if (message.type === 'place') place = message;
          else if (message.type === 'end') ended = true;
          else if (message.type === 'error') known().error = message;
          else this.#note(message, index, known);
        },
      },
    );
    const run = known();
    run.finished = ended;
    const endless = this.#endlessTrial(end, run, ended, place);
    if (endless !== undefined) {
      run.endless.push(endless);
      const isKnown = run.failures.some((known) => settles(known, endless));
      if (endless.vague !== true && !isKnown) this.#addFailure(run, endless.requirement, endless.core);
      if (!endsRun(run)) {
        beginAnew(run);
        await this.#runPart(index);
        return;
      }
    } else if (end.how === 'aborted') run.interrupted = signal?.aborted === true;
    else if (!ended && run.error === undefined) this.#noteBadEnd(end, run, place);
    if (!endsRun(run)) return;
    for (const later of this.#parts.slice(index + 1)) later.stop.abort(DISCARDED);
  }

  #note(
    message: Exclude<WorkerMessage, { type: 'failure' | 'place' | 'end' | 'error' }>,
    index: number,
    known: () => PartRun,
  ): void {
    switch (message.type) {
      case 'store':
        if (index === 0) this.#record.store = message;
        return;
      case 'preflight':
        if (index === 0 && !this.#prepared) this.#begin(message);
        return;
      case 'noticed':
        known().noticed = message;
        return;
      case 'crash':
      case 'replayed':
      case 'timeline':
        return;
      default:
        // What showed before the first part began is nobody's.
        noteEvent(message, known());
        if (message.type === 'progress') this.#options.onProgress(toldProgress(this.#parts));
    }
  }

  /** Now it is known what there is to do. The first worker goes on with the first part; the others get workers of their own. */
  #begin({ operations, notApplicable, notTestable }: Extract<WorkerMessage, { type: 'preflight' }>): void {
    const { store } = this.#record;
    if (store === undefined) throw new Error('a worker told of no store before it looked at one');
    this.#prepared = true;
    Object.assign(this.#record, {
      operations: [...operations],
      notApplicable: { ...notApplicable },
      notTestable: { ...notTestable },
    });
    const { kind, claims } = store;
    const { models } = this.#options;
    const requirements = this.#options.requirements.filter(
      (id) => notApplicable[id] === undefined && notTestable[id] === undefined,
    );
    this.#parts = partsOf({ kind, claims, requirements, models }).map((part, index) =>
      index === 0 ? partRun(part, this.#endsFirst) : partRun(part),
    );
    const all = this.#parts.map(({ part }) => part);
    for (const [index, run] of this.#parts.entries()) {
      const { shard } = this.#options;
      if (shard !== undefined && !isOwn(index, all, shard)) run.stop.abort(ELSEWHERE);
      else run.done = index === 0 ? this.#first : this.#runWhenItMay(index, run);
    }
  }

  /** What is known of the store and of the parts of this shard. The failures are those of the record: what becomes of them is known later. */
  #shard(shard: Shard, own: readonly PartRun[]): ShardRecord | undefined {
    const { store, operations, notApplicable, notTestable, findings } = this.#record;
    if (store === undefined) return undefined;
    const { requirements } = this.#options;
    const before = structuredClone({ store, operations, notApplicable, notTestable, findings });
    const ran = own.map(({ stop: _stop, done: _done, endless: _endless, ...run }) => ({
      ...run,
      index: this.#parts.findIndex(({ part }) => part === run.part),
    }));
    return { ...shard, parts: this.#parts.length, requirements, before, ran };
  }

  async #runWhenItMay(index: number, { part }: PartRun): Promise<void> {
    await Promise.all(learnedBefore(part, this.#parts).map((one) => one.done));
    await this.#pool.add(index, () => this.#runPart(index));
  }

  #learnedBefore(index: number): PartRecord['learned'] {
    const run = this.#parts[index];
    return run === undefined ? {} : Object.assign({}, ...learnedBefore(run.part, this.#parts).map(({ learned }) => learned));
  }

  #addFailure(run: PartRun, requirement: string, core: FailureCore): void {
    // A part that is run anew finds again what it had found.
    if (run.endless.length > 0 && run.failures.some((known) => isSame(known, { requirement, core }))) return;
    const failure: FoundFailure = { requirement, core, confirmations: [] };
    run.failures.push(failure);
    const confirm = async (): Promise<void> => {
      // What was found after the end of the run is told to nobody.
      if (run.stop.signal.reason === DISCARDED) return;
      await confirmInFreshThread(this.#target, failure, this.#options);
      const confirmed = failure.confirmations.some(({ result }) => result === 'confirmed');
      if (confirmed && run.part.does === 'judge') this.#options.onFailure(toldFailure(failure));
    };
    this.#confirmations.push(this.#pool.add(FIRST, confirm));
    const { bail, known } = this.#options;
    if (!bail || known.has(requirement) || run.part.does === 'observe' || !isMust(requirement)) return;
    run.endedEarly = BAILED;
    run.stop.abort(ENOUGH);
  }

  /** What the store was being tried with when it went on without end, if a requirement can be named that it breaks. */
  #endlessTrial(end: ThreadEnd, run: PartRun, ended: boolean, place: RunPlace | undefined): Trial | undefined {
    if (ended || run.error !== undefined || run.part.does === 'observe' || !isEndless(end)) return undefined;
    const trial = place?.trial ?? (end.how === 'stalled' ? loopIn(place, end.at) : undefined);
    if (trial === undefined || !run.part.requirements.includes(trial.requirement)) return undefined;
    const before = run.endless.filter(({ vague }) => vague === trial.vague);
    return before.length < MOST_ENDLESS ? trial : undefined;
  }

  #noteBadEnd(end: ThreadEnd, run: PartRun, place: RunPlace | undefined): void {
    const { store } = this.#record;
    if (end.how === 'ended') run.error = endedInSilence(this.#target, store?.name);
    if (end.how === 'forged') run.error = forged(store?.name, this.#target);
    const unfinished = run.part.does === 'observe' ? observationUnfinished(end) : undefined;
    if (unfinished !== undefined) run.findings.push(unfinished);
    else if (end.how === 'stalled') this.#noteStall(end, run, place);
    else if (end.how === 'died') this.#noteDeath(diedOf(end.error, store?.name), run);
    else if (end.how === 'full') this.#noteDeath(outOfMemory(store?.name), run);
  }

  /** A store that does not come back before anything was crashed cannot be judged, as one whose `open` throws cannot. */
  #noteStall({ forMs, at }: Extract<ThreadEnd, { how: 'stalled' }>, run: PartRun, place: RunPlace | undefined): void {
    const looped = loopIn(place, at);
    if (looped !== undefined && this.#options.requirements.includes(looped.requirement)) {
      this.#addFailure(run, looped.requirement, looped.core);
      run.endedEarly = 'the store looped for ever after a crash, so the rest was not tried';
    } else if (!this.#prepared) run.error = stalledBeforeJudging(this.#target, this.#record.store?.name, forMs);
    else {
      run.findings.push(loopFinding(place, forMs));
      run.endedEarly = 'the store looped for ever';
    }
  }

  #noteDeath({ code, message, hint, ...rest }: NonNullable<RunRecord['error']>, run: PartRun): void {
    if (rest.blame === 'harness' || !this.#prepared) {
      run.error = { code, message, ...rest, ...(hint === undefined ? {} : { hint }) };
      return;
    }
    run.findings.push({ code, level: 'error', message, ...(hint === undefined ? {} : { hint }) });
    run.endedEarly = 'the store ran out of memory';
  }
}

/** Forgets what is told again when the part is run again. */
function beginAnew(run: PartRun): void {
  const { part, endless, stop, done, failures } = run;
  for (const key of ['tally', 'noticed'] as const) delete run[key];
  Object.assign(run, { ...emptyPartRecord(part), endless, stop, done, failures });
}

/** A requirement fails once, and where persistence models matter once under each. */
function settles(known: FoundBy, found: FoundBy): boolean {
  if (known.requirement !== found.requirement) return false;
  const { models = [] } = known.core;
  return found.core.models?.every((model) => models.includes(model)) ?? true;
}

function isSame(left: FoundBy, right: FoundBy): boolean {
  return left.requirement === right.requirement && JSON.stringify(left.core) === JSON.stringify(right.core);
}

function partRun(part: Part, stop = new AbortController()): PartRun {
  return { ...emptyPartRecord(part), endless: [], stop, done: Promise.resolve() };
}

/** What a subject that never came back has broken, if a crash is to blame. */
function loopIn(place: RunPlace | undefined, at: WatchedPlace | undefined): Trial | undefined {
  return place === undefined || at === undefined ? undefined : suiteNamed(place.suite).loopIn?.(place.operations, at);
}
