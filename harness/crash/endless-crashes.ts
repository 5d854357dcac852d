import type { Host, Life } from '../host/host.ts';
import { type HistoryEvent, statusesOf } from '../model/history.ts';
import type { Operation } from '../model/operation.ts';
import type { CrashPoint, PersistenceModelName } from '../verdict/counterexample.ts';

/** One crash of a workload. */
export interface KnownCrash {
  readonly operations: readonly Operation[];
  readonly model: PersistenceModelName;
  readonly crash: CrashPoint;
}

/**
 * Crashes that a store never came back from when the same was run before. They are not tried again, nor what leaves the same disk, nor, for each would
 * take as long, the others in the midst of such an operation.
 */
export class EndlessCrashes {
  readonly #known: ReadonlySet<string>;
  readonly #disks = new Set<string>();
  readonly #places = new Set<string>();

  constructor(known: readonly KnownCrash[]) {
    this.#known = new Set(known.map(keyOf));
  }

  async includes<Image>(host: Host<Image>, life: Life<Image>, model: PersistenceModelName, crash: CrashPoint): Promise<boolean> {
    if (this.#known.size === 0) return false;
    const { image, history } = await life.imageAt(crash);
    const disk = await host.hash(image);
    const place = `${model === 'process-kill'} ${opInFlight(life, history)}`;
    if (this.#known.has(keyOf({ operations: life.report.operations, model, crash }))) {
      this.#disks.add(disk);
      this.#places.add(place);
    }
    return this.#disks.has(disk) || this.#places.has(place);
  }
}

function opInFlight({ report: { operations } }: Life<unknown>, history: readonly HistoryEvent[]): string | undefined {
  return operations[statusesOf(history, operations.length).indexOf('pending')]?.op;
}

function keyOf({ operations, model, crash }: KnownCrash): string {
  return JSON.stringify([operations, model, Object.entries(crash).sort()]);
}
