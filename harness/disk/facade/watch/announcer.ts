import type { Notice } from '../../notices.ts';
import type { MountState } from '../mount.ts';

/** Whoever wants to hear of what a kernel tells. */
export interface Listener {
  tell(notice: Notice): void;
}

const announcers = new WeakMap<MountState, Announcer>();

/** Brings the notices of a mount to those who watch, one batch at a time, when its gate lets them through. */
export class Announcer {
  readonly #mount: MountState;
  readonly #listeners = new Map<number, Set<Listener>>();

  private constructor(mount: MountState) {
    this.#mount = mount;
    const { notices } = mount.kernel;
    if (notices !== undefined) notices.onArrival = () => this.#announce();
  }

  static of(mount: MountState): Announcer {
    const known = announcers.get(mount);
    if (known !== undefined) return known;
    const made = new Announcer(mount);
    announcers.set(mount, made);
    return made;
  }

  add(watch: number, listener: Listener): void {
    const known = this.#listeners.get(watch);
    if (known === undefined) this.#listeners.set(watch, new Set([listener]));
    else known.add(listener);
  }

  remove(watch: number, listener: Listener): void {
    this.#listeners.get(watch)?.delete(listener);
  }

  /** What arrives until it is let through comes with it. */
  #announce(): void {
    const mount = this.#mount;
    if (mount.dead) return;
    mount.pending++;
    const call = { primitive: 'watch', effect: () => {}, complete: () => this.#deliver() } as const;
    if (mount.gate.announce === undefined) mount.gate.issue(call);
    else mount.gate.announce(call);
  }

  #deliver(): void {
    const mount = this.#mount;
    if (mount.dead) return;
    mount.pending--;
    for (const notice of mount.kernel.notices?.take() ?? []) {
      for (const listener of [...(this.#listeners.get(notice.watch) ?? [])]) listener.tell(notice);
    }
  }
}
