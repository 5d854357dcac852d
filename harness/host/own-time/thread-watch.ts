import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import path from 'node:path';

/** Captured at load: a host puts its own file system in their place. */
const real = { closeSync, openSync, readdirSync, readFileSync, readSync };

interface ThreadFiles {
  readonly stat: number;
  readonly schedule: number;
}

/**
 * Where those wait inside the kernel who wait for another process: for its lock on a directory or a file, or for its look at a name. Kernels that count
 * the functions of a lock to the scheduler tell who called them instead, and there nobody waits for a device.
 */
const BLOCKED =
  /^(rwsem_|d_alloc_parallel|d_wait|request_wait_answer|fuse_|__fuse_|mutex_|__mutex_|(path_openat|open_last_lookups|lookup_slow|walk_component|filename_create|do_unlinkat|do_rmdir|do_renameat2|lock_rename|do_linkat|do_truncate|iterate_dir|chmod_common|chown_common|vfs_utimes|vfs_setxattr)$)/;
/** Whoever waits in the kernel, and does not say for what, waits for a device; but not so long. */
const LONGEST_LOOKS = 50;
/** proc(5): dead, and not told of yet. */
const ENDED = ['Z', 'X'];

/** What the kernel tells of all threads of a process, or of several that work as one, looked at again and again. Linux only. To be closed. */
export class ThreadWatch {
  #directories: readonly string[] = [];
  readonly #files = new Map<string, ThreadFiles>();
  readonly #bytes = Buffer.alloc(1024);
  /** For how many looks a thread has been where it is, in the kernel. */
  readonly #stuck = new Map<string, { readonly ran: string; looks: number }>();

  constructor(...pids: readonly number[]) {
    this.follow(pids);
  }

  /** From now on these processes, and no others. */
  follow(pids: readonly number[]): void {
    this.#directories = pids.map((pid) => `/proc/${pid}/task`);
  }

  /**
   * How much each thread has run so far; `undefined` while one of them runs or could. Equal twice: nobody ran in between.
   *
   * @param mayBlock whoever waits inside the kernel, and cannot be interrupted, may be waiting for somebody who is held.
   */
  look(mayBlock: boolean): string | undefined {
    let seen = '';
    const tasks = this.#tasks;
    for (const task of tasks) {
      const files = this.#files.get(task) ?? this.#open(task);
      const stat = files && this.#read(files.stat);
      if (stat === undefined) {
        this.#forget(task);
        continue;
      }
      const state = stateIn(stat);
      if (state === 'R') return undefined;
      const ran = this.#read(files?.schedule) ?? '';
      if (state === 'D' && !(mayBlock && this.#isBlocked(task, ran))) return undefined;
      seen += `${task} ${ran}`;
    }
    for (const task of this.#files.keys()) if (!tasks.includes(task)) this.#forget(task);
    return seen;
  }

  /** Whether one of them waits inside the kernel, and cannot be interrupted. */
  get isBlocked(): boolean {
    return [...this.#files.values()].some(({ stat }) => stateIn(this.#read(stat) ?? '') === 'D');
  }

  /**
   * Of one that was killed: all that is left of it waits inside the kernel, where nothing ends it, for what another process holds. To be asked again and again; it
   * takes some looks to tell that from whoever is about to go.
   */
  get isDeadInKernel(): boolean {
    const left = this.#tasks.flatMap((task) => {
      const files = this.#files.get(task) ?? this.#open(task);
      const stat = files && this.#read(files.stat);
      const state = stat === undefined ? 'X' : stateIn(stat);
      return files === undefined || ENDED.includes(state) ? [] : [{ task, state, ran: this.#read(files.schedule) ?? '' }];
    });
    const stuck = left.map(({ task, state, ran }) => state === 'D' && this.#isStuck(task, ran));
    return stuck.length > 0 && stuck.every(Boolean);
  }

  close(): void {
    for (const task of [...this.#files.keys()]) this.#forget(task);
  }

  /** It waits for another process. */
  #isBlocked(task: string, ran: string): boolean {
    return BLOCKED.test(waitingIn(`${task}/wchan`)) || this.#isStuck(task, ran);
  }

  #isStuck(task: string, ran: string): boolean {
    const known = this.#stuck.get(task);
    const looks = known?.ran === ran ? known.looks + 1 : 0;
    this.#stuck.set(task, { ran, looks });
    return looks > LONGEST_LOOKS;
  }

  /** By number, as gettid(2) has it. */
  get threads(): readonly number[] {
    return this.#tasks.map((task) => Number(path.basename(task)));
  }

  /** The directory of each. None, once the process is gone. */
  get #tasks(): string[] {
    return this.#directories.flatMap(listed);
  }

  #open(task: string): ThreadFiles | undefined {
    const opened: number[] = [];
    try {
      for (const name of ['stat', 'schedstat']) opened.push(real.openSync(`${task}/${name}`, 'r'));
    } catch {
      for (const file of opened) real.closeSync(file);
      return undefined;
    }
    const [stat = -1, schedule = -1] = opened;
    const files = { stat, schedule };
    this.#files.set(task, files);
    return files;
  }

  /** `undefined` of a thread that has ended. */
  #read(file: number | undefined): string | undefined {
    if (file === undefined) return undefined;
    try {
      return this.#bytes.toString('latin1', 0, real.readSync(file, this.#bytes, 0, this.#bytes.length, 0));
    } catch {
      return undefined;
    }
  }

  #forget(task: string): void {
    const files = this.#files.get(task);
    this.#files.delete(task);
    if (files !== undefined) for (const file of [files.stat, files.schedule]) real.closeSync(file);
  }
}

function stateIn(stat: string): string {
  return stat.charAt(stat.lastIndexOf(')') + 2);
}

function listed(directory: string): string[] {
  try {
    return real.readdirSync(directory).map((name) => `${directory}/${name}`);
  } catch {
    return [];
  }
}

/** A function of the kernel; empty or `0` where it does not say. */
function waitingIn(file: string): string {
  try {
    return real.readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
