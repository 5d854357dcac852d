import type { WatchedPlace } from '../suite/suite.ts';
import { NEXT_LIVES, PERSISTENCE_MODELS } from '../verdict/counterexample.ts';

const AT = {
  beat: 0,
  changes: 1,
  tornBytes: 2,
  model: 3,
  syncs: 4,
  failedSync: 5,
  lostCount: 6,
  task: 7,
  nextLife: 8,
  lost: 9,
} as const;
const MOST_LOST = 250;
const NONE = -1;

/**
 * Memory that a worker shares with its watcher: a counter that moves as long as the store gives control back, and the crash that is being
 * recovered from, so that an endless loop can be pinned on it. One side writes, the other looks after the first has stopped moving.
 */
export class PlaceMemory {
  readonly cells: Int32Array<SharedArrayBuffer>;

  constructor(cells = new Int32Array(new SharedArrayBuffer(4 * (AT.lost + MOST_LOST)))) {
    this.cells = cells;
  }

  beat(): void {
    Atomics.add(this.cells, AT.beat, 1);
  }

  get beats(): number {
    return Atomics.load(this.cells, AT.beat);
  }

  /** The kernel's number of the thread that is watched; absent where it is not known. */
  get task(): number | undefined {
    return Atomics.load(this.cells, AT.task) || undefined;
  }

  set task(id: number | undefined) {
    Atomics.store(this.cells, AT.task, id ?? 0);
  }

  write(place: WatchedPlace | undefined): void {
    const { cells } = this;
    const { lost } = place ?? {};
    // More than fits cannot be told exactly, and half of it would be another crash.
    const told = place !== undefined && (lost === undefined || lost.length <= MOST_LOST);
    cells[AT.changes] = told ? place.changes : NONE;
    if (!told) return;
    cells[AT.tornBytes] = place.tornBytes ?? NONE;
    cells[AT.model] = PERSISTENCE_MODELS.indexOf(place.model);
    cells[AT.syncs] = place.syncs ?? NONE;
    cells[AT.failedSync] = place.failedSync ?? NONE;
    cells[AT.nextLife] = place.nextLife === undefined ? NONE : NEXT_LIVES.indexOf(place.nextLife);
    cells[AT.lostCount] = lost === undefined ? NONE : lost.length;
    lost?.forEach((index, at) => {
      cells[AT.lost + at] = index;
    });
  }

  read(): WatchedPlace | undefined {
    const cell = (at: number): number => this.cells[at] ?? NONE;
    const model = PERSISTENCE_MODELS[cell(AT.model)];
    if (cell(AT.changes) === NONE || model === undefined) return undefined;
    const lostCount = cell(AT.lostCount);
    const nextLife = NEXT_LIVES[cell(AT.nextLife)];
    return {
      model,
      changes: cell(AT.changes),
      ...(cell(AT.tornBytes) === NONE ? {} : { tornBytes: cell(AT.tornBytes) }),
      ...(cell(AT.syncs) === NONE ? {} : { syncs: cell(AT.syncs) }),
      ...(cell(AT.failedSync) === NONE ? {} : { failedSync: cell(AT.failedSync) }),
      ...(nextLife === undefined ? {} : { nextLife }),
      ...(lostCount === NONE ? {} : { lost: [...this.cells.subarray(AT.lost, AT.lost + lostCount)] }),
    };
  }
}
