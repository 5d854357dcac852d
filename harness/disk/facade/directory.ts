import type { Dir, Dirent } from 'node:fs';
import { join } from 'node:path';
import type { DirectoryEntry } from '../kernel.ts';
import { encodingOf, type OptionBag } from './arguments.ts';
import { DIRENT_TYPES, encodeName } from './dirent.ts';
import { type Call, type Callback, driveCallback, driveSync } from './drive.ts';
import { labelled, type Program, readdir } from './primitive.ts';
import type { RealFileSystem } from './real.ts';

/**
 * `opendir`: Node's own `Dir` over a handle of ours, so that its reading, iterating, closing and its errors are Node's. What the directory
 * holds is read once, when it is opened.
 */
export function* openDirectory(call: Call, path: string, options: OptionBag, real: RealFileSystem): Program<Dir> {
  // Node's synchronous function does not name the path in its error.
  const entries = yield* labelled('opendir', call.style === 'sync' ? undefined : path, undefined, readdir(path));
  simulatedDir ??= subclass(real.fs.Dir as unknown as DirConstructor);
  return new simulatedDir(new DirectoryHandle(call, entries, options), path, options);
}

interface ReadableDir extends Dir {
  processReadResult(path: string, result: unknown[]): void;
}

type DirConstructor = new (handle: DirectoryHandle, path: string, options: OptionBag) => ReadableDir;

let simulatedDir: DirConstructor | undefined;

/** Node reads the directories below through its binding, which would be the real disk. */
function subclass(Base: DirConstructor): DirConstructor {
  const Simulated = class extends Base {
    readonly #handle: DirectoryHandle;

    constructor(handle: DirectoryHandle, path: string, options: OptionBag) {
      super(handle, path, options);
      this.#handle = handle;
    }

    readSyncRecursive(dirent: Dirent): void {
      const path = join(dirent.parentPath, dirent.name);
      this.processReadResult(path, this.#handle.below(path));
    }
  };
  Object.defineProperty(Simulated, 'name', { value: 'Dir' });
  return Simulated;
}

/** Entries that `Dir` reads at once if `bufferSize` does not say otherwise. */
const BATCH = 32;

/** Node 20 reads a directory below only once and so loses what does not fit. */
const READS_ONE_BATCH_BELOW = Number.parseInt(process.versions.node, 10) < 22;

let uncollected = 0;
const collected = new FinalizationRegistry<undefined>(() => {
  uncollected--;
});

/**
 * How many requests of Node's for directories of ours there are. Node takes each for one that is under way, as `process.getActiveResourcesInfo` shows, until
 * it is collected, although it has long been answered.
 */
export function requestsForDirectories(): number {
  return uncollected;
}

/** Stands for the native handle that `Dir` reads from. */
class DirectoryHandle {
  readonly #call: Call;
  readonly #entries: DirectoryEntry[];
  readonly #encoding: ReturnType<typeof encodingOf>;
  readonly #batch: number;

  constructor(call: Call, entries: DirectoryEntry[], options: OptionBag) {
    this.#call = call;
    this.#entries = entries;
    this.#encoding = encodingOf(options);
    this.#batch = typeof options.bufferSize === 'number' ? options.bufferSize : BATCH;
  }

  /** Names and types in turn, at most `count` of them; `null` at the end. By a request object if there is one. */
  read(_encoding: unknown, count: number, request?: { oncomplete: Callback }): unknown[] | null | undefined {
    return this.#answer(request, () => {
      const batch = this.#entries.splice(0, count);
      return batch.length === 0 ? null : this.#flat(batch);
    });
  }

  close(request?: { oncomplete: Callback }): unknown {
    return this.#answer(request, () => undefined);
  }

  below(path: string): unknown[] {
    const reading = labelled('opendir', path, undefined, readdir(path));
    const entries = driveSync({ ...this.#call, style: 'sync' }, reading, this.below);
    return this.#flat(READS_ONE_BATCH_BELOW ? entries.slice(0, this.#batch) : entries);
  }

  #flat(entries: readonly DirectoryEntry[]): unknown[] {
    return entries.flatMap(({ name, kind }) => [encodeName(name, this.#encoding), DIRENT_TYPES[kind]]);
  }

  #answer<T>(request: { oncomplete: Callback } | undefined, result: () => T): T | undefined {
    // biome-ignore lint/correctness/useYield: what the directory holds has been read already.
    const program = (function* (): Program<T> {
      return result();
    })();
    if (request !== undefined) {
      uncollected++;
      collected.register(request, undefined);
    }
    if (request === undefined) return driveSync({ ...this.#call, style: 'sync' }, program, this.#answer);
    driveCallback({ ...this.#call, style: 'callback' }, program, (...values) => request.oncomplete(...values));
    return undefined;
  }
}
