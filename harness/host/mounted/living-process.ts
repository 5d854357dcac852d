import type { HeldFacts } from '../../disk/mount/held.ts';
import type { StoreFacts } from '../process/pipe-protocol.ts';
import type { ProcessDeadlines, ProcessLife } from '../process/store-process.ts';
import type { LiveCommand, RestCommand } from './mounted-job.ts';

/** A process inside a mount in which a store lives one life after the other: one that has loaded its module, or its own program. */
export interface LivingProcess {
  /** It, which leads a process group of its own, and what it consists of. */
  readonly pids: readonly number[];
  readonly isAlive: boolean;
  /** The store that it has. Rejects with the `Failure` where there is none. */
  readyWithin(startMs: number): Promise<StoreFacts>;
  /** To be called before it lives below this root, where there is something to make ready for that. Rejects as `readyWithin`. */
  comesTo?(root: string): Promise<void>;
  /** A process that `finished` is there for more; otherwise it is killed, alive until then. Rejects as `readyWithin`. */
  liveNext(command: LiveCommand, deadlines: ProcessDeadlines): Promise<ProcessLife>;
  /** Somebody else holds it: nobody waits for it meanwhile. */
  standsStill(): void;
  /** It may go on. */
  goesOn(): void;
  /** The life stands in front of its crash point, in this call. */
  standsAtCrashPoint(call: HeldFacts): void;
  /** Whether it is fit for another life. `false` where it does not say so in time, or is gone. */
  rests(command: RestCommand, limitMs: number): Promise<boolean>;
  /** Resolves when it is gone, with all that it started. */
  kill(): Promise<void>;
  /** Without waiting: for exit handlers. */
  killNow(): void;
}
