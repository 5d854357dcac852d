import { bytesOfData } from '../../harness/crash/bytes-of-data.ts';
import { RecentlyUsed } from '../../harness/crash/recently-used.ts';
import type { Host } from '../../harness/host/host.ts';
import type { Reopened } from '../../harness/host/together.ts';
import type { Program } from '../../harness/model/program.ts';
import { sessionsOf } from './sessions-of.ts';

const MOST_KNOWN_BYTES = 16_000_000;

/** Opens the store on what a run left, once for each different disk. */
export class Reopener<Image> {
  readonly #host: Host<Image>;
  readonly #known = new RecentlyUsed<Reopened>(MOST_KNOWN_BYTES);

  constructor(host: Host<Image>) {
    this.#host = host;
  }

  async reopen(image: Image, program: Program): Promise<Reopened> {
    const sessions = sessionsOf(program);
    const key = `${sessions.join('\0')}\0${await this.#host.hash(image)}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const incarnation = 1 + Math.max(0, ...program.instances.map(({ process }) => process));
    const { report } = await this.#host.live(image, { steps: [{ do: 'snapshot', sessions }] }, { incarnation });
    const { read = {}, listed } = report.snapshots[0] ?? {};
    const reopened = { opened: report.opened, read, ...(listed === undefined ? {} : { listed }) };
    this.#known.set(key, reopened, bytesOfData(reopened));
    return reopened;
  }
}
