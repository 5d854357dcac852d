import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import { runWorkload } from '../../harness/crash/explore.ts';
import type { Life } from '../../harness/host/host.ts';
import type { ReadingBeside, ReadingHost, ReadingWithin } from '../../harness/host/reading.ts';
import { SESSIONS } from '../../harness/model/workload.ts';
import type { Advance, CrashPoint } from '../../harness/verdict/counterexample.ts';
import { type BesideLimits, endOfOperation, focusedChanges, pointsFrom, primitivesOf } from './beside-schedules.ts';
import { deviationsOf } from './deviations.ts';
import { inconclusive } from './inconclusive.ts';
import type { ReaderSchedule, WithinSchedule } from './reader-schedule.ts';
import type { ReadingCase } from './reading-case.ts';
import { thinned } from './thinned.ts';
import { ONE_AFTER_THE_OTHER, readAt, readerStops, stopAt, type WithinLimits, writerPlaces } from './within-schedules.ts';
import { isLarge, type TornWorkload } from './workloads.ts';

export interface ExploreOptions {
  readonly claims: ResolvedClaims;
  /** Readers in which places: all, but those that the store or the host has not. */
  readonly readers: readonly ReaderSchedule['reader'][];
  readonly limits: ExploreLimits;
  /** Told before each reader is tried: should the store never come back, it was there. */
  readonly onPlace?: ((workload: TornWorkload, point?: CrashPoint) => void) | undefined;
  /** The same for a reader in the same instance, before each. Not tried, if it gives `false`. */
  readonly onReader?: ((workload: TornWorkload, schedule: WithinSchedule) => boolean) | undefined;
}

export interface ExploreLimits {
  readonly beside: BesideLimits;
  readonly within: WithinLimits;
}

/** Lives a workload, and tries readers at every stage of it: in another process first, then in the same instance. */
export async function* explore<Image>(
  host: ReadingHost<Image>,
  workload: TornWorkload,
  { claims, readers, limits, onPlace = () => {}, onReader = () => true }: ExploreOptions,
): AsyncGenerator<ReadingCase> {
  onPlace(workload);
  if (readers.includes('other-process')) {
    const life = await runWorkload(host, workload.operations);
    if (isSound(life)) yield* new Beside(host, life, workload, limits.beside, onPlace).cases(claims);
  }
  if (readers.includes('same-instance') && host.readWithin !== undefined)
    yield* new Within(host, workload, limits.within, onReader).cases(claims);
}

function isSound({ report }: Pick<Life<unknown>, 'report'>): boolean {
  return report.opened.ok && report.misbehaved === undefined && report.stray === undefined;
}

/**
 * The store shows something else than what was written although nobody writes: a text that it cuts, say. That is no torn read, and hides whether there
 * are any; whether payloads come back is asked by the suite `identity`.
 */
function isAltered(afterwards: ReadingCase, claims: ResolvedClaims): boolean {
  if (afterwards.undecided !== undefined) return false;
  return deviationsOf(afterwards, claims).some(
    (deviation) => deviation.kind === 'torn' && !deviation.found.startsWith('reading it '),
  );
}

/** Readers in another process. */
class Beside<Image> {
  readonly #host: ReadingHost<Image>;
  readonly #life: Life<Image>;
  readonly #workload: TornWorkload;
  readonly #limits: BesideLimits;
  readonly #onPlace: NonNullable<ExploreOptions['onPlace']>;

  constructor(
    host: ReadingHost<Image>,
    life: Life<Image>,
    workload: TornWorkload,
    limits: BesideLimits,
    onPlace: NonNullable<ExploreOptions['onPlace']>,
  ) {
    this.#host = host;
    this.#life = life;
    this.#workload = workload;
    this.#limits = limits;
    this.#onPlace = onPlace;
  }

  async *cases(claims: ResolvedClaims): AsyncGenerator<ReadingCase> {
    const { changes } = this.#life;
    if (isAltered(await this.#read({ changes: changes.length }, []), claims)) return;
    const { first, before } = focusedChanges(this.#life, this.#workload.focus);
    const points = pointsFrom(changes, first, this.#limits.points);
    const marks = new Map<number, readonly number[]>();
    for (const at of points) {
      // The writer stands still until everything has been read.
      const found = await this.#read(at, []);
      if (at.tornBytes === undefined) marks.set(at.changes, found.reading.marks);
      yield found;
    }
    yield* this.#livingAlong(before, first, points);
    for (const [at, to, primitive] of this.#goingOn(first, points, marks))
      yield await this.#read({ changes: at }, [{ primitive, to }]);
  }

  /** The reader was there before the operation in focus: it reads once before it, and once at every point of it. */
  async *#livingAlong(before: number, first: number, points: readonly CrashPoint[]): AsyncGenerator<ReadingCase> {
    const at: CrashPoint = { changes: before };
    const [opened] = (await this.#reading(at, [])).marks;
    if (opened === undefined) return;
    const advances: Advance[] = before === first ? [] : [{ primitive: opened, to: { changes: first } }];
    const [, once] = (await this.#reading(at, advances)).marks;
    if (once === undefined) return;
    for (const to of points) yield await this.#read(at, [...advances, { primitive: once, to }]);
  }

  /** The reader is held on its way, and the writer goes on: to the end of what it is doing, and to other points as far as the limits go. */
  #goingOn(
    first: number,
    points: readonly CrashPoint[],
    marks: ReadonlyMap<number, readonly number[]>,
  ): [number, CrashPoint, number][] {
    const { changes } = this.#life;
    const likely: [number, CrashPoint, number][] = [];
    const others: [number, CrashPoint, number][] = [];
    for (let at = first; at < changes.length; at++) {
      const end = endOfOperation(changes, at);
      for (const primitive of primitivesOf(marks.get(at) ?? [], this.#limits.primitives)) {
        likely.push([at, { changes: end }, primitive]);
        for (const to of points) {
          const later = to.changes > at || (to.changes === at && to.tornBytes !== undefined);
          if (later && !(to.changes === end && to.tornBytes === undefined)) others.push([at, to, primitive]);
        }
      }
    }
    const { advances } = this.#limits;
    return [...thinned(likely, advances), ...thinned(others, Math.max(0, advances - likely.length))];
  }

  async #read(at: CrashPoint, advances: readonly Advance[]): Promise<ReadingCase> {
    return this.#case(at, advances, await this.#reading(at, advances));
  }

  #reading(at: CrashPoint, advances: readonly Advance[]): Promise<ReadingBeside> {
    this.#onPlace(this.#workload, at);
    return this.#host.readBeside(this.#life, { at, advances, sessions: SESSIONS });
  }

  #case(at: CrashPoint, advances: readonly Advance[], reading: ReadingBeside): ReadingCase {
    return besideCase(this.#life, { reader: 'other-process', at, advances }, reading);
  }
}

/** Readers in the writer's own instance. */
class Within<Image> {
  readonly #host: ReadingHost<Image>;
  readonly #workload: TornWorkload;
  readonly #limits: WithinLimits;
  readonly #onReader: NonNullable<ExploreOptions['onReader']>;

  constructor(
    host: ReadingHost<Image>,
    workload: TornWorkload,
    limits: WithinLimits,
    onReader: NonNullable<ExploreOptions['onReader']>,
  ) {
    this.#onReader = onReader;
    this.#host = host;
    this.#workload = workload;
    this.#limits = limits;
  }

  async *cases(claims: ResolvedClaims): AsyncGenerator<ReadingCase> {
    const { focus } = this.#workload;
    const alone = await this.#reading(ONE_AFTER_THE_OTHER);
    if (alone === undefined) return;
    const afterwards = this.#case(ONE_AFTER_THE_OTHER, alone);
    if (isAltered(afterwards, claims)) return;
    yield afterwards;
    const places = writerPlaces(alone, focus, this.#limits.places);
    const [start] = places;
    if (start === undefined) return;
    const stops = new Map<number, number[]>();
    let once: number | undefined;
    for (const place of places) {
      const turns = readAt(place);
      const reading = await this.#reading(turns);
      if (reading === undefined) continue;
      yield this.#case(turns, reading);
      stops.set(place, readerStops(reading, this.#limits.stops));
      if (place === start) [once] = reading.marks;
    }
    // Once before the operation, and once at every place of it.
    if (once !== undefined) for (const place of places) if (place > start) yield* this.#try(stopAt(start, once, place - start));
    for (const [place, of] of stops) for (const stop of of) yield* this.#try(stopAt(place, stop));
  }

  async *#try(turns: ReturnType<typeof readAt>): AsyncGenerator<ReadingCase> {
    const reading = await this.#reading(turns);
    if (reading !== undefined) yield this.#case(turns, reading);
  }

  async #reading(turns: readonly ReturnType<typeof readAt>[number][]): Promise<ReadingWithin | undefined> {
    if (!this.#onReader(this.#workload, { reader: 'same-instance', turns })) return undefined;
    return this.#host.readWithin?.(this.#workload.operations, { turns, sessions: SESSIONS });
  }

  #case(turns: readonly ReturnType<typeof readAt>[number][], reading: ReadingWithin): ReadingCase {
    return withinCase({ reader: 'same-instance', turns }, reading);
  }
}

/** The case of a reader in another process. */
export function besideCase(
  life: Pick<Life<unknown>, 'report' | 'trace'>,
  schedule: Extract<ReaderSchedule, { reader: 'other-process' }>,
  reading: ReadingBeside,
): ReadingCase {
  const { operations, history } = life.report;
  const undecided = reading.disturbed ? 'disturbed' : inconclusive(reading);
  const decided = undecided === undefined ? {} : { undecided };
  return { operations, history, schedule, reading, large: isLarge(operations), trace: life.trace, ...decided };
}

/** The case of a reader in the same instance. */
export function withinCase(schedule: Extract<ReaderSchedule, { reader: 'same-instance' }>, reading: ReadingWithin): ReadingCase {
  const { operations, history, trace } = reading;
  const undecided = inconclusive(reading);
  const decided = undecided === undefined ? {} : { undecided };
  return { operations, history, schedule, reading, large: isLarge(operations), trace, ...decided };
}
