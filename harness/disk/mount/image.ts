import type { Disk } from '../disk.ts';
import type { Entry } from '../entries.ts';
import { performStruck, type Strike } from '../fault.ts';
import type { Inode } from '../inode.ts';
import { Errno } from '../kernel.ts';
import { Mount } from '../mount.ts';
import { OpenInodes } from '../open-inodes.ts';
import { isSqliteMemoryFile } from '../sqlite-memory-file.ts';
import type { FsEvent } from '../trace.ts';
import type { DiskCall } from './disk-call.ts';
import { type Decision, decideBy, type Plan } from './plan.ts';

export interface ImageOptions {
  /**
   * The kernel asks for every name, attribute and byte again, and each look at a name is a call too. For several processes that have to
   * see each other's changes when they happen, and for faults that leave the kernel wrong about what happened. Slower.
   */
  readonly uncached?: boolean;
  /** Whoever waits in front of a change of names does not yet have the kernel's lock on its directory, for which others would wait too. */
  readonly asides?: boolean;
  /** No trace is kept. */
  readonly silent?: boolean;
  readonly plan?: Plan;
}

/** A disk that is presented as a directory of the mount, with its trace and with what is to become of the calls that reach it. */
export class Image {
  readonly number: number;
  readonly name: string;
  readonly mount: Mount;
  /** The disk as it was presented. */
  readonly start: Disk;
  readonly uncached: boolean;
  readonly asides: boolean;
  /** In the order in which the calls took effect. */
  readonly events: FsEvent[] = [];
  /** How many calls changed what is stored; attributes do not count, nor what comes from mappings, whose moment is the kernel's choice. */
  changes = 0;
  readonly #silent: boolean;
  readonly #open = new OpenInodes();
  /** How often the kernel was told of each inode, less what it has forgotten. */
  readonly #lookups = new Map<number, number>();
  /** Under which name each was last looked up. */
  readonly #places = new Map<number, Entry>();
  #decide: ((call: DiskCall, changes: number) => Decision) | undefined;

  constructor(
    number: number,
    name: string,
    disk: Disk,
    { uncached = false, asides = false, silent = false, plan }: ImageOptions = {},
  ) {
    this.number = number;
    this.name = name;
    this.uncached = uncached;
    this.asides = asides;
    this.start = disk.clone();
    this.#silent = silent;
    // The empty root makes paths begin with the slash of what is below it.
    this.mount = new Mount({ disk, root: '', conditions: { umask: 0 }, openInodes: this.#open, nowMs: advancingClock() });
    this.follow(plan ?? {});
  }

  /** From here on this plan holds. Changes count from when the image was presented. */
  follow(plan: Plan): void {
    const idle = plan.crash === undefined && plan.ask === undefined && plan.fault === undefined && plan.failedSync === undefined;
    this.#decide = idle ? undefined : decideBy(plan);
  }

  decide(call: DiskCall): Decision {
    if (call.mapped === true || this.#decide === undefined) return undefined;
    return this.#decide(this.#isFromMemory(call) ? { ...call, fromMemory: true } : call, this.changes);
  }

  #isFromMemory({ primitive, path }: Pick<DiskCall, 'primitive' | 'path'>): boolean {
    return primitive === 'read' && path !== undefined && isSqliteMemoryFile(path, [this.mount.disk]);
  }

  /** @throws Errno ESTALE for what is gone */
  inode(ino: number): Inode {
    const inode = this.mount.disk.inode(ino);
    if (inode === undefined) throw new Errno('ESTALE');
    return inode;
  }

  /** How long the kernel may remember what it is told. */
  get validSeconds(): number {
    return this.uncached ? 0 : LONG_SECONDS;
  }

  /** Makes a call happen and notes it. Returns what its `perform` returns, and throws what it throws. */
  perform(call: DiskCall, strike?: Strike): number {
    const { mount } = this;
    mount.beginCall();
    let error: string | undefined;
    try {
      return strike === undefined ? call.perform() : performStruck(strike, call.perform);
    } catch (thrown) {
      if (thrown instanceof Errno) error = thrown.code;
      throw thrown;
    } finally {
      this.#note(call, error, strike !== undefined);
    }
  }

  /** The first bytes of a write that then waits. They are in the trace; as a change the whole write counts. */
  begin(call: DiskCall, bytes: number): void {
    const { changes } = this;
    this.perform(call, { does: 'part', bytes });
    this.changes = changes;
  }

  /** The kernel was told of the inode: it stays until it is forgotten as often. */
  looked(ino: number, place?: Entry): void {
    const count = this.#lookups.get(ino) ?? 0;
    if (count === 0) this.#open.opened(ino);
    this.#lookups.set(ino, count + 1);
    if (place !== undefined) this.#places.set(ino, place);
  }

  forget(ino: number, times: number): void {
    const count = this.#lookups.get(ino);
    if (count === undefined) return;
    if (count > times) this.#lookups.set(ino, count - times);
    else {
      this.#lookups.delete(ino);
      this.#places.delete(ino);
      this.closed(ino);
    }
  }

  opened(ino: number): void {
    this.#open.opened(ino);
  }

  closed(ino: number): void {
    this.#open.closed(ino);
    this.mount.lostName(ino);
  }

  pathIn({ dir, name }: Entry): string {
    return `${this.mount.walk.pathOf(dir)}/${name}`;
  }

  /** A path of the inode: of a file that under which it was looked up; `undefined` if that is no name of it any more. */
  pathOf(ino: number): string | undefined {
    const { disk, walk } = this.mount;
    if (disk.inode(ino)?.kind === 'directory') return walk.pathOf(ino) || '/';
    const place = this.#places.get(ino);
    if (place === undefined || disk.inode(place.dir)?.entries.get(place.name) !== ino) return undefined;
    return this.pathIn(place);
  }

  /** It has this name now. */
  moved(ino: number, place: Entry): void {
    if (this.#places.has(ino)) this.#places.set(ino, place);
  }

  #note(
    { primitive, path, to, thread, forWriting, mapped, isUsual }: DiskCall,
    error: string | undefined,
    injected: boolean,
  ): void {
    const { mount } = this;
    const { effects = [], offset, length, subject, synchronous } = mount;
    mount.effects = undefined;
    if (error === undefined && mapped !== true && effects.some(({ op }) => op !== 'attributes')) this.changes++;
    if (this.#silent || (isUsual && error === undefined)) return;
    const event: FsEvent = { type: 'fs', primitive, api: 'mounted', effects };
    if (path !== undefined) event.path = path;
    if (to !== undefined) event.to = to;
    if (offset >= 0) event.offset = offset;
    if (length >= 0) event.length = length;
    if (error !== undefined) event.error = error;
    if (synchronous) event.synchronous = true;
    if (forWriting === true) event.forWriting = true;
    if (injected) event.injected = true;
    if (subject !== 0) event.ino = subject;
    if (mapped === true) event.mapped = true;
    if (this.#isFromMemory(event)) event.fromMemory = true;
    event.thread = thread;
    event.atNs = Number(process.hrtime.bigint());
    this.events.push(event);
  }
}

/** While one server owns the disk nothing becomes wrong. */
const LONG_SECONDS = 24 * 60 * 60;

/** Whoever goes by modification times must see that there was a change. */
function advancingClock(): () => number {
  let nowMs = 0;
  return () => {
    nowMs = Math.max(nowMs + 0.001, Date.now());
    return nowMs;
  };
}
