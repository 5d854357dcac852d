import type { Effect } from '../effect.ts';
import type { DiskSnapshot } from '../snapshot.ts';
import type { FsEvent } from '../trace.ts';
import type { CommandName, Commands } from './commands.ts';
import type { Plan } from './plan.ts';

export type Send = <N extends CommandName>(name: N, fields: Commands[N]['arguments']) => Promise<Commands[N]['result']>;

/** A disk that is presented in a mounted place, as whoever presented it sees it. */
export class MountedImage {
  /** By what it is named where another one is to be like it. */
  readonly number: number;
  /** Absolute, and only there for programs that run inside the place. */
  readonly directory: string;
  readonly #send: Send;
  readonly #outward: (snapshot: DiskSnapshot) => DiskSnapshot;

  /** @param outward makes a disk of the place one of this process. */
  constructor(number: number, directory: string, send: Send, outward: (snapshot: DiskSnapshot) => DiskSnapshot) {
    this.number = number;
    this.directory = directory;
    this.#send = send;
    this.#outward = outward;
  }

  /** What has reached the disk, from the event of that index on, in the order in which it took effect. */
  events(from = 0): Promise<readonly FsEvent[]> {
    return this.#send('events', { image: this.number, from });
  }

  /** How many events there are; and of them, as a plan counts them, changes: neither of attributes nor from mappings. */
  counts(): Promise<{ events: number; changes: number }> {
    return this.#send('counts', { image: this.number });
  }

  /** The disk as it is now. */
  async snapshot(): Promise<DiskSnapshot> {
    return this.#outward(await this.#send('snapshot', { image: this.number }));
  }

  /** As `Disk.hash`. */
  hash(): Promise<string> {
    return this.#send('hash', { image: this.number });
  }

  /** Changes what is on it, without a call and without an event. Only an `uncached` image shows it. */
  async change(effects: readonly Effect[]): Promise<void> {
    await this.#send('change', { image: this.number, effects });
  }

  /** From now on calls are treated by this plan. Its changes count from when the image was presented. */
  async follow(plan: Plan): Promise<void> {
    await this.#send('follow', { image: this.number, plan });
  }

  /** Whoever waits in it is interrupted, and whatever is done in it from now on is refused with ESTALE. */
  async remove(): Promise<void> {
    await this.#send('remove', { image: this.number });
  }
}
