import { assumedClaims } from '../contract/assumed-claims.ts';
import type { ResolvedClaims } from '../contract/claims.ts';
import { Failure } from '../contract/failure.ts';
import { entriesShownBy } from '../crash/file-view.ts';
import { type Preflight, preflight } from '../host/preflight.ts';
import type { Capabilities } from '../model/capabilities.ts';
import type { StoreSubject } from '../suite/subject.ts';
import type { FoundBy, ReplayOutcome } from '../suite/suite.ts';
import type { HostName } from '../verdict/counterexample.ts';
import { notJudged } from './applying.ts';
import { OF_NATIVE_CODE, OF_PROGRAM } from './changes-unseen.ts';
import type { ChildHost } from './child-host.ts';
import type { ResolvedJudgeOptions } from './judge-options.ts';
import { mappedReason } from './mapped-reason.ts';
import { noticed } from './noticed.ts';
import { floods, noticesAsFindings } from './notices.ts';
import { BAILED, emptyPartRecord, endsRun, joinParts, noteEvent, type PartRecord, partsThatCount } from './part-record.ts';
import { learnedBefore, partsOf } from './parts.ts';
import { toldFailure, toldProgress } from './progress.ts';
import type { Replayed } from './replay-in-thread.ts';
import { isMust, suiteOf } from './requirements.ts';
import { roundTripFailed } from './round-trip-failed.ts';
import { noteRunError } from './run-error.ts';
import { runPart } from './run-part.ts';
import { emptyRecord, type FoundFailure } from './run-record.ts';
import { isOwn } from './shards/deal.ts';
import type { Shard } from './shards/shard.ts';
import type { Noticed, ShardedRecord, ShardRecord } from './shards/shard-record.ts';
import { storeOn } from './store-on-processes.ts';
import type { Target } from './target.ts';
import { withMountedHost } from './with-mounted-host.ts';
import { withProcessHost } from './with-process-host.ts';
import { WorkerPool } from './worker-pool.ts';

/** Gives work the host of that name, and leaves nothing of it behind. */
function withChildHost<T>(
  host: HostName,
  target: Target,
  signal: AbortSignal | undefined,
  work: (host: ChildHost) => Promise<T>,
): Promise<T> {
  return host === 'mounted' ? withMountedHost(target, signal, work) : withProcessHost(target, signal, work);
}

/**
 * Judges a store in processes, on real disks or mounted ones; every failure is made to happen a second time before it counts. Each part of the run has a
 * host of its own, and on mounted disks as many are run at once as there are jobs: what comes out is the same. In real processes time decides what meets,
 * and they have the machine to themselves.
 */
export function judgeOnProcesses(target: Target, options: ResolvedJudgeOptions): Promise<ShardedRecord> {
  return new RunOnProcesses(target, options).run();
}

/** Runs a counterexample again, in processes. */
export async function replayOnProcesses(
  target: Target,
  { requirement, core, host: name }: FoundBy & { readonly host: HostName },
  signal: AbortSignal | undefined,
): Promise<Replayed> {
  try {
    const result = await withChildHost(name, target, signal, async (host) => {
      host.strict = true;
      const { claims } = await host.store();
      return suiteOf(core).replay(storeOn(host, claims), { requirement, core }, {});
    });
    const disk = entriesShownBy(result.files);
    return { result, stalled: false, error: undefined, ...(disk === undefined ? {} : { disk }) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return {
      result: undefined,
      stalled: false,
      error: error.code === 'CW_INTERRUPTED' ? 'interrupted' : `${error.code}: ${error.message}`,
    };
  }
}

interface PartRun extends PartRecord {
  /** Ends it: what it finds does not count. */
  readonly stop: AbortController;
  done: Promise<void>;
  /** Another shard runs it. */
  readonly elsewhere: boolean;
  /** What its host noticed, once it is over. */
  noticed?: Noticed;
  mapped?: readonly string[];
}

/** What was found out about the store before anything is tried. */
interface Prepared {
  readonly claims: ResolvedClaims;
  readonly capabilities: Capabilities;
  readonly flooded: boolean;
  /** Lives that share a process would see each other. */
  readonly fresh: boolean;
}

class RunOnProcesses {
  readonly #target: Target;
  readonly #options: ResolvedJudgeOptions;
  readonly #record: ShardedRecord = emptyRecord();
  readonly #pool: WorkerPool;
  #parts: PartRun[] = [];

  constructor(target: Target, options: ResolvedJudgeOptions) {
    this.#target = target;
    this.#options = options;
    this.#pool = new WorkerPool(options.host === 'mounted' ? options.jobs : 1);
  }

  async run(): Promise<ShardedRecord> {
    const { host: name, signal } = this.#options;
    let prepared: Prepared | undefined;
    const first = this.#pool.add(0, () =>
      withChildHost(name, this.#target, signal, async (host) => {
        prepared = await this.#prepare(host);
        const [own] = this.#begin(prepared);
        if (own?.elsewhere === false) await this.#runPart(own, host, prepared);
      }),
    );
    try {
      await first;
    } catch (error) {
      noteRunError(error, this.#record);
    }
    await Promise.all(this.#parts.map(({ done }) => done));
    if (prepared !== undefined) this.#join();
    return this.#record;
  }

  /** Looks at the store, and finds out what there is to be judged. */
  async #prepare(host: ChildHost): Promise<Prepared> {
    const record = this.#record;
    const { name, package: judged, claims: declared, overStdio = false } = await host.store();
    const claims = assumedClaims(declared, this.#options.assume);
    record.store = { kind: 'store', name, claims, declared, ...(judged === undefined ? {} : { package: judged }) };
    const looked = await lookedAt(host, claims);
    if (!looked.ok || looked.broken !== undefined) {
      // What the store does outside its directory explains a failed round trip better than the round trip does.
      const because = noticesAsFindings(host.notices, { roundTripped: true }).find(
        ({ level }) => level === 'error' || level === 'harness',
      );
      throw roundTripFailed(name, looked.ok ? looked.broken : looked, because);
    }
    const { capabilities } = looked;
    record.operations = capabilities.methods.concat();
    const unseen = overStdio
      ? OF_PROGRAM
      : claims.survives !== 'nothing' && host.statistics.changesByOperations === 0
        ? OF_NATIVE_CODE
        : undefined;
    const lacking = unseen === undefined ? {} : { 'sees-changes': unseen.reason };
    const { notApplicable, notTestable } = notJudged(storeOn(host, claims, capabilities), lacking);
    record.notApplicable = { ...notApplicable };
    record.notTestable = { ...notTestable };
    const untested = this.#options.requirements.filter(
      (id) => notApplicable[id] === undefined && notTestable[id] === unseen?.reason,
    );
    if (unseen !== undefined && untested.length > 0) record.findings.push(unseen.finding);
    return { claims, capabilities, flooded: floods(host.notices), fresh: host.fresh === true };
  }

  /** Now it is known what there is to do. The first part has the host that is there; each other one gets a host of its own. */
  #begin(prepared: Prepared): PartRun[] {
    const { notApplicable, notTestable } = this.#record;
    const { host: name, models, signal, shard } = this.#options;
    const requirements = this.#options.requirements.filter(
      (id) => notApplicable[id] === undefined && notTestable[id] === undefined,
    );
    const parts = partsOf({ kind: 'store', claims: prepared.claims, requirements, models });
    this.#parts = parts.map((part, index) => ({
      ...emptyPartRecord(part),
      stop: new AbortController(),
      done: Promise.resolve(),
      elsewhere: shard !== undefined && !isOwn(index, parts, shard),
    }));
    for (const [index, run] of this.#parts.entries()) {
      if (index === 0 || run.elsewhere) continue;
      const begin = (): Promise<void> => {
        const ends = signal === undefined ? run.stop.signal : AbortSignal.any([signal, run.stop.signal]);
        if (ends.aborted) {
          run.interrupted = signal?.aborted === true;
          return Promise.resolve();
        }
        return withChildHost(name, this.#target, ends, async (host) => {
          if (prepared.fresh) host.fresh = true;
          // What names a program says so now, and gets a host for that.
          await host.store();
          await this.#runPart(run, host, prepared);
        }).catch((error: unknown) => noteRunError(error, run));
      };
      const before = Promise.all(learnedBefore(run.part, this.#parts).map(({ done }) => done));
      run.done = before.then(() => this.#pool.add(index, begin));
    }
    return this.#parts;
  }

  async #runPart(run: PartRun, host: ChildHost, { claims, capabilities, flooded }: Prepared): Promise<void> {
    const { effort, seed, models, depth, bail, known, onFailure, onProgress } = this.#options;
    const subject = storeOn(host, claims, capabilities);
    const learned = Object.assign({}, ...learnedBefore(run.part, this.#parts).map((one) => one.learned));
    try {
      for await (const event of runPart(run.part, { subject, effort, models, depth, seed, learned })) {
        if (event.type === 'failure') {
          const failure = await confirmed(host, subject, event);
          run.failures.push(failure);
          const happenedAgain = failure.confirmations.some(({ result }) => result === 'confirmed');
          if (happenedAgain && run.part.does === 'judge') onFailure(toldFailure(failure));
        } else noteEvent(event, run);
        if (event.type === 'failure' && bail && !known.has(event.requirement) && isMust(event.requirement)) {
          run.endedEarly = BAILED;
          break;
        }
        if (event.type === 'progress') onProgress(toldProgress(this.#parts));
      }
      run.finished = true;
    } catch (error) {
      noteRunError(error, run);
    } finally {
      run.noticed = { notices: host.notices, flooded };
      run.mapped = [...(host.mapped ?? [])];
    }
    if (!endsRun(run)) return;
    for (const later of this.#parts.slice(this.#parts.indexOf(run) + 1)) later.stop.abort();
  }

  #join(): void {
    const own = this.#parts.filter(({ elsewhere }) => !elsewhere);
    const counting = partsThatCount(own);
    const { shard } = this.#options;
    if (shard !== undefined) this.#record.shard = this.#shard(shard, own);
    const untried = mappedReason(counting.flatMap(({ mapped = [] }) => mapped));
    if (untried !== undefined) this.#record.powerLossUntried = untried;
    joinParts(counting, this.#record, noticed(counting));
  }

  #shard(shard: Shard, own: readonly PartRun[]): ShardRecord | undefined {
    const { store, operations, notApplicable, notTestable, findings } = this.#record;
    if (store === undefined) return undefined;
    const { requirements } = this.#options;
    const before = structuredClone({ store, operations, notApplicable, notTestable, findings });
    const ran = own.map(({ stop: _stop, done: _done, elsewhere: _elsewhere, ...run }) => ({
      ...run,
      index: this.#parts.findIndex(({ part }) => part === run.part),
    }));
    return { ...shard, parts: this.#parts.length, requirements, before, ran };
  }
}

/** What is wrong where lives share a process may come of that: then each has one of its own, for good. */
async function lookedAt(host: ChildHost, claims: ResolvedClaims): Promise<Preflight> {
  const looked = await preflight(host, claims);
  const isWell = looked.ok && looked.broken === undefined && looked.shared === undefined;
  if (isWell || host.fresh !== false) return looked;
  host.fresh = true;
  return preflight(host, claims);
}

async function confirmed(host: ChildHost, subject: StoreSubject, { requirement, core }: FoundBy): Promise<FoundFailure> {
  const suite = suiteOf(core);
  host.strict = true;
  const replay = await suite.replay(subject, { requirement, core }, {}).finally(() => {
    host.strict = false;
  });
  const how = suite.inReality?.(core)?.how ?? 'real-processes';
  const confirmation = replay.reproduced
    ? ({ how, result: 'confirmed' } as const)
    : ({ how, result: 'not-confirmed', detail: notAgain(replay) } as const);
  return { requirement, core, replay, confirmations: [confirmation] };
}

function notAgain({ attempts }: ReplayOutcome): string {
  return attempts === undefined ? 'it did not happen again' : `it did not happen again in ${attempts} attempts`;
}
