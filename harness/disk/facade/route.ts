import { resolve, sep } from 'node:path';
import { Redirections } from './redirections.ts';

/** Every simulated root is one path component that starts with this, so that one `startsWith` clears all other paths. */
export const SIMULATED_PREFIX = '/cw-';

/** Descriptors of simulated mounts are numbers that no real process reaches: a block of them for each mount. */
const FIRST_DESCRIPTOR = 0x4000_0000;
export const DESCRIPTORS_MAX = 4096;
const SLOTS = ((0x7fff_ffff - FIRST_DESCRIPTOR - 0xffff) / DESCRIPTORS_MAX) | 0;

export function firstDescriptor(slot: number): number {
  return FIRST_DESCRIPTOR + slot * DESCRIPTORS_MAX;
}

interface Rooted {
  readonly root: string;
}

/** Which mount a path or a descriptor belongs to. `undefined`: none, the real file system's. */
export class Routes<M extends Rooted> {
  readonly #simulated = new Map<string, M>();
  readonly #slots = [] as (M | undefined)[];
  readonly #slotOf = new Map<M, number>();
  #nextSlot = 0;
  readonly #directories: M[] = [];
  readonly #descriptors = new Map<number, M>();
  readonly redirections = new Redirections();
  /** What stands for every root that is no longer mounted. */
  unmounted: M | undefined;

  /** Reserves a block of descriptors; blocks are reused after 260,000 mounts. */
  reserve(): number {
    const slot = this.#nextSlot;
    this.#nextSlot = (slot + 1) % SLOTS;
    return slot;
  }

  addSimulated(mount: M, slot: number): void {
    if (this.#simulated.has(mount.root)) throw new Error(`${mount.root} is already mounted`);
    this.#simulated.set(mount.root, mount);
    this.#slots[slot] = mount;
    this.#slotOf.set(mount, slot);
  }

  addDirectory(mount: M): void {
    this.#directories.push(mount);
  }

  remove(mount: M): void {
    const slot = this.#slotOf.get(mount);
    if (slot !== undefined) {
      this.#slotOf.delete(mount);
      if (this.#slots[slot] === mount) this.#slots[slot] = undefined;
      if (this.#simulated.get(mount.root) === mount) this.#simulated.delete(mount.root);
      return;
    }
    const at = this.#directories.indexOf(mount);
    if (at !== -1) this.#directories.splice(at, 1);
    for (const [fd, owner] of this.#descriptors) if (owner === mount) this.#descriptors.delete(fd);
  }

  /** A descriptor that a real kernel opened for this mount. */
  claim(fd: number, mount: M): void {
    if (this.#directories.includes(mount)) this.#descriptors.set(fd, mount);
  }

  disown(fd: number): void {
    this.#descriptors.delete(fd);
  }

  ofDescriptor(fd: number): M | undefined {
    if (fd < FIRST_DESCRIPTOR) return this.#descriptors.size === 0 ? undefined : this.#descriptors.get(fd);
    return this.#slots[Math.floor((fd - FIRST_DESCRIPTOR) / DESCRIPTORS_MAX)] ?? this.unmounted;
  }

  /** `path` as the store spelled it. Dots and relative paths are resolved lexically, and only to find the mount. */
  ofPath(given: string): M | undefined {
    const path = this.redirections.of(given);
    if (path.startsWith(SIMULATED_PREFIX) && !path.includes('/..')) return this.#ofSimulated(path);
    const plain = path.charCodeAt(0) === 47 && !path.includes('/.') && !path.includes('//');
    if (plain && this.#directories.length === 0) return undefined;
    const resolved = plain ? path : resolve(path);
    if (resolved.startsWith(SIMULATED_PREFIX)) return this.#ofSimulated(resolved);
    for (const mount of this.#directories) {
      if (resolved === mount.root || (resolved.startsWith(mount.root) && resolved[mount.root.length] === sep)) return mount;
    }
    return undefined;
  }

  #ofSimulated(path: string): M | undefined {
    const end = path.indexOf('/', SIMULATED_PREFIX.length);
    return this.#simulated.get(end === -1 ? path : path.slice(0, end)) ?? this.unmounted;
  }
}
