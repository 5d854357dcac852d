/** A file of an image. */
export interface LockedFile {
  readonly image: number;
  readonly ino: number;
}

/** A lock of fcntl(2), or of flock(2), which then is on the whole file. */
export interface Lock {
  /** Who holds it: processes, or with flock(2) file descriptions, as the kernel names them. */
  readonly owner: string;
  readonly kind: 'read' | 'write';
  /** Bytes, the last one included; `Infinity` for a file's end, wherever it is. */
  readonly start: number;
  readonly end: number;
  /** The process, as getpid(2) gives it. */
  readonly pid: number;
  readonly isFlock: boolean;
}

interface Waiter {
  readonly unique: number;
  readonly file: LockedFile;
  readonly lock: Lock;
  readonly granted: () => void;
}

/**
 * Advisory locks. The kernel keeps them itself unless they are asked for, which is for those who have to see that a process waits for one.
 * Waiters get a lock in the order in which they came. A circle of waiters is not found (EDEADLK); they wait.
 */
export class Locks {
  /** Whether the kernel brings them here. */
  readonly areServed: boolean;
  readonly #locks = new Map<string, Lock[]>();
  #waiters: Waiter[] = [];

  constructor(areServed: boolean) {
    this.areServed = areServed;
  }

  /** Somebody else's lock that this one cannot be beside. */
  conflict(file: LockedFile, lock: Lock): Lock | undefined {
    return this.#of(file).find(
      (other) =>
        other.isFlock === lock.isFlock &&
        other.owner !== lock.owner &&
        overlap(other, lock) &&
        (other.kind === 'write' || lock.kind === 'write'),
    );
  }

  /** Takes a lock that nothing conflicts with, instead of what its owner has there. */
  set(file: LockedFile, lock: Lock): void {
    this.#remove(file, lock);
    this.#of(file).push(lock);
    this.#retry();
  }

  unlock(file: LockedFile, range: Omit<Lock, 'kind' | 'pid'>): void {
    this.#remove(file, range);
    this.#retry();
  }

  wait(unique: number, file: LockedFile, lock: Lock, granted: () => void): void {
    this.#waiters.push({ unique, file, lock, granted });
  }

  /** Whether the request was waiting; it does not any more. */
  stopWaiting(unique: number): boolean {
    const before = this.#waiters.length;
    this.#waiters = this.#waiters.filter((waiter) => waiter.unique !== unique);
    return this.#waiters.length < before;
  }

  /** close(2): all locks of fcntl(2) that the process has on the file end, whichever descriptor they were taken with. */
  closed(file: LockedFile, owner: string): void {
    if (this.areServed) this.unlock(file, { owner, start: 0, end: Number.POSITIVE_INFINITY, isFlock: false });
  }

  /** The last close(2) of a file description. */
  released(file: LockedFile, owner: string): void {
    if (this.areServed) this.unlock(file, { owner, start: 0, end: Number.POSITIVE_INFINITY, isFlock: true });
  }

  /** The image is gone, with those who wait. Returns the requests that do. */
  removed(image: number): number[] {
    for (const key of this.#locks.keys()) if (key.startsWith(`${image}/`)) this.#locks.delete(key);
    const waiting = this.#waiters.filter(({ file }) => file.image === image);
    this.#waiters = this.#waiters.filter(({ file }) => file.image !== image);
    return waiting.map(({ unique }) => unique);
  }

  #remove(file: LockedFile, range: Omit<Lock, 'kind' | 'pid'>): void {
    const { owner, isFlock, start, end } = range;
    const left: Lock[] = [];
    for (const lock of this.#of(file)) {
      if (lock.owner !== owner || lock.isFlock !== isFlock || !overlap(lock, range)) left.push(lock);
      else {
        if (lock.start < start) left.push({ ...lock, end: start - 1 });
        if (lock.end > end) left.push({ ...lock, start: end + 1 });
      }
    }
    this.#locks.set(keyOf(file), left);
  }

  #retry(): void {
    for (const waiter of [...this.#waiters]) {
      if (this.conflict(waiter.file, waiter.lock) !== undefined || !this.stopWaiting(waiter.unique)) continue;
      this.#remove(waiter.file, waiter.lock);
      this.#of(waiter.file).push(waiter.lock);
      waiter.granted();
    }
  }

  #of(file: LockedFile): Lock[] {
    const key = keyOf(file);
    const locks = this.#locks.get(key) ?? [];
    this.#locks.set(key, locks);
    return locks;
  }
}

function overlap(left: Pick<Lock, 'start' | 'end'>, right: Pick<Lock, 'start' | 'end'>): boolean {
  return left.start <= right.end && right.start <= left.end;
}

function keyOf({ image, ino }: LockedFile): string {
  return `${image}/${ino}`;
}
