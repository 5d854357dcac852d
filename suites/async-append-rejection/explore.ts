import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import { bytesOfData } from '../../harness/crash/bytes-of-data.ts';
import { RecentlyUsed } from '../../harness/crash/recently-used.ts';
import type { DiskFault } from '../../harness/disk/fault.ts';
import type { Host, Life } from '../../harness/host/host.ts';
import type { Capabilities } from '../../harness/model/capabilities.ts';
import type { Operation } from '../../harness/model/operation.ts';
import type { Trial } from '../../harness/suite/suite.ts';
import { trialOf } from './endless.ts';
import type { FaultCase, FreshLook, FreshLookAt } from './fault-case.ts';
import { type FaultWorkload, layoutOf, planOf, planOfRounds, type Rounds, sessionsOf } from './fault-workload.ts';
import { killsAfterFailure, killsWithin, struckOperation } from './kills-after-failure.ts';
import { leftoversOf, type Tidy, tidinessOf } from './leftovers.ts';
import { liveLooksOf } from './live-looks.ts';
import { killDeviations } from './look-deviations.ts';
import { pilesOf } from './piles.ts';
import { changesBefore, type Timeline, timelineOf } from './timeline.ts';

export interface ExploreContext<Image> {
  readonly host: Host<Image>;
  readonly claims: ResolvedClaims;
  readonly onPlace?: ((operations: readonly Operation[], trial?: Trial) => void) | undefined;
}

/** One life of a workload, with the case that is made of it. */
export interface Lived<Image> {
  readonly faultCase: FaultCase;
  readonly life: Life<Image>;
}

interface HarmedOptions {
  readonly stacks?: boolean;
  /** The requirement that is broken should the store never come back. */
  readonly ifEndless?: string | undefined;
}

/** Of a store that did not open. */
const NOTHING: Capabilities = { methods: [], views: [], fields: false, records: false };
const WORKLOAD_INCARNATION = 0;
const FRESH_INCARNATION = 1;
const MOST_LOOKED_BYTES = 16_000_000;
/** Lives with their traces and disks: those of a workload and of what it shrinks to. */
const MOST_UNHARMED = 16;

/** Lives workloads with failures of the disk, and opens the store anew on what they leave: on each different disk once. */
export class Explorer<Image> {
  /** Lives that were lived. */
  lives = 0;
  readonly #context: ExploreContext<Image>;
  readonly #looks = new RecentlyUsed<FreshLook>(MOST_LOOKED_BYTES);
  /** Of the last few workloads, by their text: their lives without a failure. */
  readonly #unharmed = new RecentlyUsed<Promise<Unharmed<Image>>>(MOST_UNHARMED);

  constructor(context: ExploreContext<Image>) {
    this.#context = context;
  }

  /** The life of a workload without any failure. */
  unharmed(workload: FaultWorkload): Promise<Unharmed<Image>> {
    const key = JSON.stringify(workload);
    const known = this.#unharmed.get(key);
    if (known !== undefined) return known;
    const lived = workload.repeated === undefined ? this.#liveUnharmed(workload) : this.#liveRounds(workload);
    this.#unharmed.set(key, lived, 1);
    return lived;
  }

  async #liveUnharmed(workload: FaultWorkload): Promise<Unharmed<Image>> {
    const { life, faultCase } = await this.#live(workload, undefined);
    return {
      life,
      faultCase,
      refused: faultCase.timeline.spans.flatMap((span, index) => (span?.outcome === 'rejected' ? [index] : [])),
      tidy: await tidinessOf(this.#context.host, life, faultCase),
    };
  }

  /** Lives of more and more rounds, and what piles up in them; the life that is told of is the longest. */
  async #liveRounds(workload: FaultWorkload): Promise<Unharmed<Image>> {
    const { host, onPlace } = this.#context;
    onPlace?.([...workload.operations, ...(workload.repeated ?? [])]);
    const live = async (rounds: Rounds): Promise<Life<Image>> => {
      this.lives++;
      return host.live(await host.emptyImage(), planOfRounds(workload, rounds), { incarnation: WORKLOAD_INCARNATION });
    };
    const lookAt = (image: Image): Promise<FreshLook> => this.#look(image, workload);
    const piles = await pilesOf({ host, live, lookAt, promises: workload.reopens === undefined });
    const life = await live({ countedAfter: [1] });
    const faultCase = { ...this.#caseOf(life, workload), ...(piles === undefined ? {} : { piles }) };
    return { life, faultCase, refused: [], tidy: { descriptors: [], files: new Set() } };
  }

  /** The life of a workload with a failure. */
  async harmed(workload: FaultWorkload, fault: DiskFault, options: HarmedOptions = {}): Promise<Lived<Image>> {
    const unharmed = await this.unharmed(workload);
    const { refused, tidy } = unharmed;
    const { life, faultCase: bare } = await this.#live(workload, fault, options);
    const faultCase = { ...bare, fresh: [...bare.fresh, ...(await this.#killedLooks(life, bare, unharmed))] };
    const lookAt = (image: Image): Promise<FreshLook> => this.#look(image, workload);
    const leftovers = await leftoversOf({ host: this.#context.host, life, faultCase, tidy, lookAt });
    return { life, faultCase: { ...faultCase, refusedAnyway: refused, ...(leftovers === undefined ? {} : { leftovers }) } };
  }

  async #live(
    workload: FaultWorkload,
    fault: DiskFault | undefined,
    { stacks = false, ifEndless = undefined }: HarmedOptions = {},
  ): Promise<Lived<Image>> {
    const { host, onPlace } = this.#context;
    onPlace?.(workload.operations, trialOf(workload, fault, ifEndless ?? brokenWithoutFailure(workload)));
    this.lives++;
    const life = await host.live(await host.emptyImage(), planOf(workload), { incarnation: WORKLOAD_INCARNATION, stacks, fault });
    const bare = this.#caseOf(life, workload, fault);
    return { life, faultCase: { ...bare, fresh: await this.#freshLooks(life, bare) } };
  }

  /** The case of a life, before anybody has looked at what it left. */
  #caseOf({ report, trace }: Life<Image>, workload: FaultWorkload, fault?: DiskFault): FaultCase {
    const { host, claims } = this.#context;
    return {
      workload,
      ...(fault === undefined ? {} : { fault }),
      struck: (report.faultStruck ?? 0) > 0,
      claims,
      capabilities: report.capabilities ?? NOTHING,
      report,
      timeline: timelineOf(trace, report.operations.length, fault),
      fresh: [],
      refusedAnyway: [],
      hangsAreFinal: host.abilities.has('virtual-time'),
    };
  }

  /** New instances at the moments at which something must be there. What nobody claims to survive is not looked for. */
  async #freshLooks(life: Life<Image>, faultCase: FaultCase): Promise<FreshLookAt[]> {
    const { claims, timeline, report, workload } = faultCase;
    if (claims.survives === 'nothing' || !report.opened.ok || report.misbehaved !== undefined || report.stray !== undefined)
      return [];
    const looks: FreshLookAt[] = [];
    // Elsewhere a crash is another life, and a process of its own; and what instances share in memory is not on the disk of such a moment.
    const moments = this.#context.host.abilities.has('repeats') ? momentsOf(faultCase) : [];
    for (const moment of moments) {
      const { image } = await life.imageAt({ changes: changesBefore(life.trace, moment.at) });
      looks.push({ ...moment, look: await this.#look(image, workload) });
    }
    looks.push({ at: timeline.end, when: 'at-end', look: await this.#look(life.end, workload) });
    return looks;
  }

  /** What kills find while an operation deals with the call that failed; none where kills of that operation lose something without any failure too. */
  async #killedLooks(life: Life<Image>, faultCase: FaultCase, unharmed: Unharmed<Image>): Promise<FreshLookAt[]> {
    const { timeline, claims, report, workload } = faultCase;
    const index = struckOperation(faultCase);
    const span = index === undefined ? undefined : timeline.spans[index];
    const [strike] = timeline.strikes;
    const ended = !report.opened.ok || report.misbehaved !== undefined || report.stray !== undefined;
    if (index === undefined || span === undefined || strike === undefined || ended || claims.survives === 'nothing') return [];
    if (!this.#context.host.abilities.has('sees-bytes')) return [];
    const looks = await this.#looksAfter(killsAfterFailure(life.trace, strike.at, span), life, workload);
    if (looks.every((look) => killDeviations(look, faultCase).length === 0)) return [];
    const usual = unharmed.faultCase.timeline.spans[index];
    const anyway =
      usual === undefined ? [] : await this.#looksAfter(killsWithin(unharmed.life.trace, usual), unharmed.life, workload);
    return anyway.every((look) => killDeviations(look, unharmed.faultCase).length === 0) ? looks : [];
  }

  async #looksAfter(moments: readonly number[], life: Life<Image>, workload: FaultWorkload): Promise<FreshLookAt[]> {
    const looks: FreshLookAt[] = [];
    for (const at of moments) {
      const changes = changesBefore(life.trace, at);
      const { image } = await life.imageAt({ changes });
      looks.push({ at, when: 'killed', changes, look: await this.#look(image, workload) });
    }
    return looks;
  }

  async #look(image: Image, workload: FaultWorkload): Promise<FreshLook> {
    const { host } = this.#context;
    const sessions = sessionsOf(workload);
    const key = `${await host.hash(image)} ${sessions.join(' ')}`;
    const known = this.#looks.get(key);
    if (known !== undefined) return known;
    this.lives++;
    const { report } = await host.live(image, { steps: [{ do: 'snapshot', sessions }] }, { incarnation: FRESH_INCARNATION });
    const [snapshot] = report.snapshots;
    const look: FreshLook = {
      opened: report.opened,
      ...(snapshot === undefined ? {} : { snapshot }),
      ...(report.stray === undefined ? {} : { stray: report.stray }),
    };
    this.#looks.set(key, look, bytesOfData(look));
    return look;
  }
}

export interface Unharmed<Image> extends Lived<Image> {
  /** Operations that the store refuses all the same, by index. */
  readonly refused: readonly number[];
  readonly tidy: Tidy;
}

/** What is broken by a store that never comes back though nothing fails; of what every suite does no requirement speaks. */
function brokenWithoutFailure({ unserialisable, unawaited, afterClose }: FaultWorkload): string | undefined {
  if (unserialisable !== undefined) return 'APPEND-8';
  return unawaited === true || afterClose.length > 0 ? 'APPEND-7' : undefined;
}

/** Moments before the end at which what was acknowledged must survive a kill, in order. */
function momentsOf(faultCase: FaultCase): Omit<FreshLookAt, 'look'>[] {
  const { claims, timeline, report, workload } = faultCase;
  if (workload.unawaited === true) {
    const rest = timeline.spans[layoutOf(workload).afterCloseFrom + workload.afterClose.length];
    return rest === undefined ? [] : [{ at: rest.from, when: 'at-close' }];
  }
  if (claims.acknowledgedBy === 'flush') {
    return report.operations.flatMap((operation, index) => {
      const span = timeline.spans[index];
      const flushed = operation.op === 'flush' && span?.outcome === 'acknowledged' && span.to !== undefined;
      return flushed ? [{ at: span.to + 1, when: 'after-flush' as const }] : [];
    });
  }
  const looks = liveLooksOf(faultCase).map(({ at }) => ({ at, when: 'at-look' as const }));
  const failed = endOfFirstFailure(timeline, report.operations);
  const first = looks[0]?.at ?? Number.POSITIVE_INFINITY;
  return failed !== undefined && failed < first ? [{ at: failed, when: 'after-failure' }, ...looks] : looks;
}

/** Where the call ended that the first failure hit. */
function endOfFirstFailure({ strikes: [first], spans }: Timeline, operations: readonly Operation[]): number | undefined {
  if (first === undefined) return undefined;
  const index = spans.findIndex((span) => span?.to !== undefined && first.at > span.from && first.at < span.to);
  const to = spans[index]?.to;
  return to === undefined || operations[index]?.op === 'rest' ? undefined : to + 1;
}

/** Whether a call of the disk at an index of a life's trace belongs to what the client did: not to the first open, and not to a look. */
export function isOfClient({ timeline, workload }: FaultCase): (at: number) => boolean {
  const begin = timeline.spans[0]?.from ?? Number.POSITIVE_INFINITY;
  const looks = layoutOf(workload).looks.map((rest) => ({
    from: timeline.spans[rest]?.to ?? Number.POSITIVE_INFINITY,
    to: timeline.spans[rest + 1]?.from ?? Number.POSITIVE_INFINITY,
  }));
  return (at) => at > begin && !looks.some(({ from, to }) => at > from && at < to);
}
