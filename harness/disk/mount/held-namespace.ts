import fs from 'node:fs';
import { killAllIn } from './namespace-processes.ts';

/**
 * A process's mount namespace, held open. Its number is given to the next one as soon as it is gone, and whoever still knew it by that would kill
 * strangers. Until it is closed, or this process has ended, it cannot go.
 */
export class HeldNamespace {
  /** Such as `mnt:[4026532177]`. */
  readonly name: string;
  readonly #fd: number;

  private constructor(fd: number) {
    this.#fd = fd;
    this.name = fs.readlinkSync(`/proc/self/fd/${fd}`);
  }

  /** `undefined` if the process is gone or not ours to see. */
  static of(pid: number): HeldNamespace | undefined {
    try {
      return new HeldNamespace(fs.openSync(`/proc/${pid}/ns/mnt`, 'r'));
    } catch {
      return undefined;
    }
  }

  /** Kills every process in it, whoever started it, until there is none. Some may be stuck in the kernel. */
  async killAll(patienceMs: number): Promise<void> {
    await killAllIn(this.name, [], patienceMs);
  }

  close(): void {
    fs.closeSync(this.#fd);
  }
}
