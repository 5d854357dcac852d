import type { Disk } from '../../disk/disk.ts';
import type { LivingProcess } from './living-process.ts';
import type { RestCommand } from './mounted-job.ts';
import { namesProcess } from './names-process.ts';

export interface ProcessPoolParts<P extends LivingProcess> {
  readonly start: () => P;
  /** It is gone. */
  readonly forget: (process: P) => void;
  /** Own time that a process has to clear away what a life left in it. */
  readonly restMs: number;
}

/** A process for one life, and whether it has lived others before. */
export interface Lent<P extends LivingProcess = LivingProcess> {
  readonly process: P;
  readonly isWorn: boolean;
}

/** Processes beside the one that lives: one that has lived, one that has not. */
const SPARES = 1;
/** A disk that seems to name several processes that were started after it names none: it has all numbers there are in it. */
const MOST_TRIES = 2;
const REST: RestCommand = { do: 'rest' };

/** Processes that have loaded the store. One that closed what it had opened, and keeps nothing, lives another life. */
export class ProcessPool<P extends LivingProcess = LivingProcess> {
  readonly #parts: ProcessPoolParts<P>;
  readonly #rested: P[] = [];
  readonly #spares: P[] = [];
  readonly #resting = new Map<P, Promise<void>>();

  constructor(parts: ProcessPoolParts<P>) {
    this.#parts = parts;
  }

  /** @param fresh it has lived nothing before. */
  async lend(disk: Disk, fresh: boolean): Promise<Lent<P>> {
    for (const [process, resting] of this.#resting) if (isNamed(process, disk)) await resting;
    for (const process of this.#rested.filter((one) => isNamed(one, disk))) await this.#end(process);
    const worn = fresh ? undefined : this.#rested.pop();
    const process = worn ?? (await this.#unnamed(disk));
    if (worn === undefined) while (this.#spares.length < SPARES) this.#spares.push(this.#parts.start());
    return { process, isWorn: worn !== undefined };
  }

  /** Gives one back that came to the end of its life, and stands still. Until this resolves what it lived on has to be there. */
  giveBack(process: P): Promise<void> {
    const resting = this.#rest(process).finally(() => this.#resting.delete(process));
    this.#resting.set(process, resting);
    return resting;
  }

  /** Another process that has loaded the store. */
  first(): P {
    const [first] = this.#spares;
    if (first !== undefined) return first;
    const started = this.#parts.start();
    this.#spares.push(started);
    return started;
  }

  async #unnamed(disk: Disk): Promise<P> {
    for (let tries = 0; ; tries++) {
      const process = this.#spares.shift() ?? this.#parts.start();
      if (tries === MOST_TRIES || !isNamed(process, disk)) return process;
      await this.#end(process);
    }
  }

  async #rest(process: P): Promise<void> {
    if (await process.rests(REST, this.#parts.restMs)) this.#rested.push(process);
    else await this.#end(process);
  }

  async #end(process: P): Promise<void> {
    for (const list of [this.#rested, this.#spares]) {
      const at = list.indexOf(process);
      if (at !== -1) list.splice(at, 1);
    }
    await process.kill();
    this.#parts.forget(process);
  }
}

function isNamed({ pids }: LivingProcess, disk: Disk): boolean {
  return pids.some((pid) => namesProcess(disk, pid));
}
