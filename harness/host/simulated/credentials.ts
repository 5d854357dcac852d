import { type Conditions, USUAL_UMASK } from '../../disk/conditions.ts';

const IDS = ['getuid', 'geteuid', 'getgid', 'getegid'] as const;

/**
 * Gives this thread's `process` the mask and the ids of a simulated process. A thread may not set a mask, and has that of whoever started
 * everything.
 */
export class Credentials {
  #umask = USUAL_UMASK;
  #conditions: Conditions = {};
  #onUmask: (umask: number) => void = () => {};

  constructor() {
    const umask = (mask?: number | string): number => {
      const before = this.#umask;
      if (mask !== undefined) {
        this.#umask = (typeof mask === 'string' ? Number.parseInt(mask, 8) : mask) & 0o777;
        this.#onUmask(this.#umask);
      }
      return before;
    };
    Object.assign(process, { umask });
    for (const name of IDS) {
      const real = process[name];
      if (real === undefined) continue;
      const id = (): number => this.#conditions.user?.[name.endsWith('uid') ? 'uid' : 'gid'] ?? real.call(process);
      Object.assign(process, { [name]: id });
    }
  }

  /** A process begins under these conditions; `onUmask` is told of each mask that it sets. */
  begin(conditions: Conditions = {}, onUmask: (umask: number) => void = () => {}): void {
    this.#conditions = conditions;
    this.#umask = conditions.umask ?? USUAL_UMASK;
    this.#onUmask = onUmask;
  }
}
