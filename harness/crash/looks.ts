import type { Host } from '../host/host.ts';
import type { LifeReport, LifeStep } from '../host/life.ts';
import { bytesOfData } from './bytes-of-data.ts';
import { RecentlyUsed } from './recently-used.ts';
import { SHORTEST_POOLED, TextPool } from './text-pool.ts';

const MOST_KEPT_BYTES = 64_000_000;

export interface Look {
  readonly look: Extract<LifeStep, { do: 'snapshot' }>;
  readonly incarnation: number;
  /** When the life begins; absent: a day after the one before began. */
  readonly atMs?: number | undefined;
}

/** Lives that begin, look and write nothing. What is written after many different crashes is often the same, and equal disks look equal to such a life. */
export class Looks {
  readonly #kept = new RecentlyUsed<LifeReport>(MOST_KEPT_BYTES);
  readonly #texts = new TextPool();

  async at<Image>(host: Host<Image>, image: Image, { look, ...begin }: Look): Promise<LifeReport> {
    const key = JSON.stringify([await host.hash(image), look.sessions, begin]);
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const { report } = await host.live(image, { steps: [look] }, begin);
    this.#texts.pool(report);
    this.#kept.set(key, report, bytesOfData(report, SHORTEST_POOLED));
    return report;
  }
}
