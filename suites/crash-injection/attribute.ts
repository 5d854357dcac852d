import { siteOf } from '../../harness/crash/call-site.ts';
import { type Crash, crashAt, type ExploreOptions, runWorkload } from '../../harness/crash/explore.ts';
import { likelyLosses } from '../../harness/crash/power-loss/kept-sets.ts';
import { POWER_LOSS_MODELS, type PowerLossModelName } from '../../harness/crash/power-loss/models.ts';
import { siteKey, type VirtualSync, withSyncs } from '../../harness/crash/power-loss/virtual-sync.ts';
import type { DiskLog, MicroOperation } from '../../harness/disk/disk-log.ts';
import { type Change, historyOf } from '../../harness/host/change.ts';
import type { Host, Life } from '../../harness/host/host.ts';
import type {
  Attribution,
  AttributionKind,
  CallSite,
  MissingCall,
  NextLife,
  PersistenceModelName,
} from '../../harness/verdict/counterexample.ts';
import { check, type Evidence } from './check.ts';
import type { CrashRequirement } from './requirement.ts';
import { attributionSentence } from './tell-attribution.ts';

export interface AttributeContext<Image> {
  readonly host: Host<Image>;
  readonly options: Omit<ExploreOptions, 'fromOperation' | 'wanted' | 'onPlace'>;
  /** What a fix has to repair: the requirement that failed, and those about power loss. */
  readonly requirements: readonly CrashRequirement[];
}

/** More calls than one line of code can be short of. */
const MOST_SYNCS = 5;

/**
 * Why power loss could do the damage. Takes the first operation that was lost, names what followed too early, and inserts the sync that was
 * missing between them; as long as something still fails, the next one. Only if no loss does damage any more under a model the fix
 * counts as verified under it.
 */
export async function attribute<Image>(evidence: Evidence, context: AttributeContext<Image>): Promise<Attribution | undefined> {
  const { point, model, operations } = evidence.crashCase;
  // What a killed life would have done next may have been the sync that is missing.
  if (point.lost === undefined || point.killed !== undefined || model === 'process-kill') return undefined;
  const life = await runWorkload(context.host, operations, { stacks: true, failedSync: point.failedSync });
  const log = life.diskLog?.();
  // Where no calls show their lines there is nothing to name.
  if (log === undefined || !life.changes.some(({ event }) => event.stack !== undefined)) return undefined;
  const search = new FixSearch(context, life, log, point.nextLife);
  if (point.lost.length === 0) return withoutLoss(evidence, life);
  const culprit = culpritOf(log, life.changes, point.lost);
  if (culprit === undefined) return undefined;
  if (point.failedSync !== undefined) return told('failed-fsync-taken-for-success', culprit, evidence);
  const fix = await search.fixFor(culprit, model);
  if (fix !== undefined) {
    return { ...told(culprit.kind, culprit, evidence), fix };
  }
  return told(
    isInPlace(culprit, evidence, life) ? 'non-atomic-write-in-place' : 'several-files-without-commit-point',
    culprit,
    evidence,
  );
}

/** Nothing was lost, and stopping there does damage: the operation in flight needs more than one step. */
function withoutLoss({ crashCase }: Evidence, { changes, report }: Life<unknown>): Attribution | undefined {
  const { inFlight, point, operations } = crashCase;
  const change = changes[point.changes] ?? changes.at(-1);
  if (change === undefined || inFlight === undefined) return undefined;
  const invoked = report.history.findIndex((event) => event.type === 'invoke' && event.operation === inFlight);
  const ended = report.history.findIndex((event) => event.type !== 'invoke' && event.operation === inFlight);
  const own = changes.filter(({ historyBefore }) => historyBefore > invoked && (ended === -1 || historyBefore <= ended));
  const files = new Set(own.map(({ event }) => event.to ?? event.path));
  const kind = files.size > 1 ? 'several-files-without-commit-point' : 'non-atomic-write-in-place';
  const operation = operations[inFlight]?.op ?? 'the operation';
  return {
    kind,
    sentence: attributionSentence(kind, { first: change, second: undefined, operation, inFlight: true, isName: false }),
    first: siteOfChange(change),
  };
}

/** What was not on disk, what came too early, and the sync that belongs between. */
interface Culprit {
  readonly kind: AttributionKind;
  readonly operation: MicroOperation;
  readonly first: Change;
  readonly second: Change | undefined;
  readonly sync: VirtualSync;
}

function culpritOf(log: DiskLog, changes: readonly Change[], lost: readonly number[]): Culprit | undefined {
  const operation = log.operations[lost[0] ?? -1];
  const first = operation === undefined ? undefined : changes[operation.change];
  if (operation === undefined || first === undefined) return undefined;
  const after = { when: 'after', site: siteKey(first.event) } as const;
  if (operation.kind === 'names') {
    return { kind: 'missing-directory-fsync', operation, first, second: undefined, sync: { of: 'directory', ...after } };
  }
  const rename = log.operations.find(
    (later) =>
      later.index > operation.index && later.kind === 'names' && later.ino === operation.ino && !lost.includes(later.index),
  );
  const second = rename === undefined ? undefined : changes[rename.change];
  if (second === undefined) {
    return { kind: 'missing-fsync-before-acknowledgement', operation, first, second, sync: { of: 'file', ...after } };
  }
  const sync = { of: 'file', when: 'before', site: siteKey(second.event) } as const;
  return { kind: 'missing-fsync-before-rename', operation, first, second, sync };
}

class FixSearch<Image> {
  readonly #context: AttributeContext<Image>;
  readonly #life: Life<Image>;
  readonly #log: DiskLog;
  readonly #nextLife: NextLife | undefined;

  constructor(context: AttributeContext<Image>, life: Life<Image>, log: DiskLog, nextLife: NextLife | undefined) {
    this.#context = context;
    this.#life = life;
    this.#log = log;
    this.#nextLife = nextLife;
  }

  /** The syncs without which the culprit's model, and with them as many others as possible, do damage; `undefined` if no sync helps. */
  async fixFor(culprit: Culprit, model: PowerLossModelName): Promise<NonNullable<Attribution['fix']> | undefined> {
    const models = this.#context.options.models.filter(
      (one): one is PowerLossModelName => one !== 'process-kill' && one !== 'failed-fsync',
    );
    let syncs: readonly VirtualSync[] = [culprit.sync];
    const unrepaired = await this.#repair(model, syncs);
    if (unrepaired === undefined) return undefined;
    syncs = unrepaired;
    for (const other of models) syncs = (await this.#repair(other, syncs)) ?? syncs;
    const verifiedUnder: PersistenceModelName[] = [];
    const notVerifiedUnder: PersistenceModelName[] = [];
    for (const one of models) ((await this.#failure(one, syncs)) === undefined ? verifiedUnder : notVerifiedUnder).push(one);
    return { calls: syncs.flatMap((sync) => this.#callOf(sync)), verifiedUnder, notVerifiedUnder };
  }

  /** The syncs with those added that repair every failure under this model; `undefined` where syncs cannot. */
  async #repair(model: PowerLossModelName, given: readonly VirtualSync[]): Promise<readonly VirtualSync[] | undefined> {
    let syncs = given;
    for (;;) {
      const failure = await this.#failure(model, syncs);
      if (failure === undefined) return syncs;
      const next = culpritOf(this.#log, this.#life.changes, failure.point.lost ?? [])?.sync;
      if (next === undefined || syncs.length >= MOST_SYNCS || syncs.some((sync) => sameSync(sync, next))) return undefined;
      syncs = [...syncs, next];
    }
  }

  /** The first damage that power loss still does, with these syncs made. */
  async #failure(model: PowerLossModelName, syncs: readonly VirtualSync[]): Promise<Crash<Image> | undefined> {
    const { host, options, requirements } = this.#context;
    const { log, ownSyncs } = withSyncs(this.#log, this.#life.changes, syncs);
    const rules = POWER_LOSS_MODELS[model].rules(log);
    for (const [moment, counts] of log.before.entries()) {
      const next = log.before[moment + 1];
      if (next !== undefined && next.changes === counts.changes && next.syncs === counts.syncs) continue;
      for (const lost of likelyLosses(log, rules, moment, options.depth)) {
        const nextLife = this.#nextLife;
        const point = { changes: counts.changes, syncs: ownSyncs[moment] ?? 0, lost, ...(nextLife && { nextLife }) };
        const crashCase = await crashAt(host, this.#life, { model, point, historyBefore: counts.history }, options);
        if ((await check(crashCase, requirements, { host, claims: options.claims })).length > 0) return crashCase;
      }
    }
    return undefined;
  }

  #callOf({ of, when, site }: VirtualSync): MissingCall[] {
    const event = this.#life.changes.find((change) => siteKey(change.event) === site)?.event;
    const shown = event?.stack === undefined ? undefined : siteOf(event.stack, event.api);
    return shown === undefined ? [] : [{ call: 'fsync', of, when, site: shown }];
  }
}

function sameSync(one: VirtualSync, other: VirtualSync): boolean {
  return one.of === other.of && one.when === other.when && one.site === other.site;
}

function told(kind: AttributionKind, culprit: Culprit, { crashCase }: Evidence): Attribution {
  const first = siteOfChange(culprit.first);
  const second = culprit.second === undefined ? undefined : siteOfChange(culprit.second);
  const { operations, statuses, trace } = crashCase;
  // The operation that had been invoked last when it made the call.
  const before = historyOf(trace).slice(0, culprit.first.historyBefore);
  const index = before.findLast(({ type }) => type === 'invoke')?.operation;
  const operation = (index === undefined ? undefined : operations[index]?.op) ?? 'the operation';
  const inFlight = index !== undefined && statuses[index] === 'pending';
  const isName = culprit.operation.kind === 'names';
  return {
    kind,
    sentence: attributionSentence(kind, { first: culprit.first, second: culprit.second, operation, inFlight, isName }),
    first,
    ...(second === undefined ? {} : { second }),
  };
}

const NOWHERE = { file: 'unknown', line: 1, column: 1 };

function siteOfChange({ event }: Change): CallSite {
  const site = event.stack === undefined ? undefined : siteOf(event.stack, event.api);
  return site ?? { api: event.api, ...NOWHERE };
}

/** Whether the file that lost something had its name before the operation began that was in flight. */
function isInPlace({ operation }: Culprit, { crashCase: { inFlight } }: Evidence, { changes, report }: Life<unknown>): boolean {
  if (operation.kind === 'names') return false;
  const invoked = report.history.findIndex((event) => event.type === 'invoke' && event.operation === inFlight);
  const named = changes.find(({ event }) =>
    event.effects.some((effect) => effect.op === 'dirent' && effect.changes.some(({ ino }) => ino === operation.ino)),
  );
  return named === undefined || invoked === -1 || named.historyBefore <= invoked;
}
