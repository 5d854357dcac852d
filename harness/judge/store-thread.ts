import { Worker } from 'node:worker_threads';
import { OwnTime } from '../host/own-time/own-time.ts';
import { limitMs } from '../host/own-time/time-limits.ts';
import type { WatchedPlace } from '../suite/suite.ts';
import { endChildren, newChildMark } from './end-children.ts';
import { JudgeLine } from './judge-channel.ts';
import { watchMemory } from './memory-watch.ts';
import { PlaceMemory } from './watched-place.ts';
import type { Job, WorkerMessage } from './worker-protocol.ts';

/** How a worker ended: by itself; because its store never gave control back; killed by us; or by an error, such as running out of memory. */
export type ThreadEnd =
  | { readonly how: 'ended' | 'aborted' }
  /** Something else than the worker spoke on its line: nothing that came on it can be believed. */
  | { readonly how: 'forged' }
  /** It had taken this much memory when it was ended. */
  | { readonly how: 'full'; readonly bytes: number }
  /** `at`: the crash point whose recovery it was; absent where no crash had happened. */
  | { readonly how: 'stalled'; readonly forMs: number; readonly at?: WatchedPlace }
  | { readonly how: 'died'; readonly error: Error };

export interface ThreadOptions {
  onMessage(message: WorkerMessage): void;
  readonly signal?: AbortSignal | undefined;
  /** A store that gives no sign of life for this long, in time of its own, loops. */
  readonly stallMs?: number;
}

const LOOK_MS = 250;
const MEMORY_MB = 2048;

/** Runs a job in a fresh worker and watches over it. Resolves when the thread is gone; never hangs. @throws {Failure} CW_USAGE_OPTION_VALUE, of the environment. */
export function runInThread(job: Job, { onMessage, signal, stallMs = limitMs('stall') }: ThreadOptions): Promise<ThreadEnd> {
  const shared = new PlaceMemory();
  shared.write(undefined);
  const mark = newChildMark();
  let hear: ConstructorParameters<typeof JudgeLine>[0] = () => {};
  const line = new JudgeLine((heard) => hear(heard));
  const worker = new Worker(new URL('./store-worker.js', import.meta.url), {
    workerData: { job, shared: shared.cells, line: line.line, mark },
    transferList: [line.line.port],
    // The store's own output is swallowed by the host; what comes before that must not reach the user's terminal either.
    stdout: true,
    stderr: true,
    env: { ...process.env },
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
  return new Promise((resolve) => {
    let end: ThreadEnd = { how: 'ended' };
    const stop = (because: ThreadEnd): void => {
      end = because;
      void worker.terminate();
    };
    const watch = watchBeats(shared, stallMs, () => stop(stalledAt(shared, stallMs)));
    const endMemoryWatch = watchMemory({
      beats: () => shared.beats,
      onFull: (bytes) => stop({ how: 'full', bytes }),
    });
    const abort = (): void => stop({ how: 'aborted' });
    if (signal?.aborted === true) abort();
    signal?.addEventListener('abort', abort, { once: true });
    hear = (heard) => {
      if (end.how === 'forged') return;
      if (!heard.genuine) {
        stop({ how: 'forged' });
        return;
      }
      onMessage(heard.message);
      if (heard.message.type === 'end' || heard.message.type === 'error') void worker.terminate();
    };
    // The worker itself says nothing there.
    for (const event of ['message', 'messageerror']) worker.on(event, () => hear({ genuine: false }));
    worker.on('error', (error) => {
      end = { how: 'died', error: error instanceof Error ? error : new Error(String(error)) };
    });
    worker.on('exit', () => {
      clearInterval(watch);
      endMemoryWatch();
      line.drain();
      signal?.removeEventListener('abort', abort);
      void endChildren(mark).then(() => resolve(end));
    });
  });
}

/** It counts what the thread ran, and what it slept while nothing that it could wait for went on. */
function watchBeats(shared: PlaceMemory, stallMs: number, onStall: () => void): NodeJS.Timeout {
  let seen = -1;
  let ownTime: OwnTime | undefined;
  return setInterval(() => {
    const beat = shared.beats;
    // Until the first one the thread loads the judge, in time that is nobody's fault, and cannot be told from the others yet.
    if (beat === 0) return;
    if (beat !== seen) {
      seen = beat;
      ownTime = undefined;
    } else if (ownTime === undefined) ownTime = new OwnTime({ task: shared.task });
    else if (ownTime.look() > stallMs && shared.beats === seen) onStall();
  }, LOOK_MS);
}

function stalledAt(shared: PlaceMemory, forMs: number): ThreadEnd {
  const at = shared.read();
  return at === undefined ? { how: 'stalled', forMs } : { how: 'stalled', forMs, at };
}
