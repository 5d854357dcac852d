import type { LifeReport } from '../host/life.ts';
import { bytesOfData } from './bytes-of-data.ts';
import { Looks } from './looks.ts';
import { RecentlyUsed } from './recently-used.ts';
import type { Recovery } from './recovery.ts';
import { SHORTEST_POOLED, TextPool } from './text-pool.ts';

/** Some thousands of usual recoveries. Equal images come close together: the models of one workload share most of theirs. */
const MOST_KEPT_BYTES = 64_000_000;

/**
 * Recoveries by the hash of the crash image, so that each image is recovered once however many crash points lead to it; again only
 * after so many others that it was forgotten.
 */
export class RecoveryCache {
  readonly #kept = new RecentlyUsed<Recovery>(MOST_KEPT_BYTES);
  readonly #seen = new Set<string>();
  readonly #texts = new TextPool();
  /** What the lives after the recoveries saw. */
  readonly looks = new Looks();
  /** Images asked for; different ones among them; recoveries done. */
  readonly statistics = { images: 0, distinctImages: 0, recoveries: 0 };

  /** @param when tells apart recoveries of equal images that begin at different times. */
  async get(hash: string, make: () => Promise<Recovery>, when = ''): Promise<Recovery> {
    const key = `${hash}${when}`;
    this.statistics.images++;
    this.#seen.add(hash);
    this.statistics.distinctImages = this.#seen.size;
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    this.statistics.recoveries++;
    const recovery = await make();
    for (const report of lifeReports(recovery)) this.#texts.pool(report);
    this.#kept.set(key, recovery, bytesOfData(recovery, SHORTEST_POOLED));
    return recovery;
  }
}

/** Every life that a recovery is made of. */
function lifeReports({ first, writes, again, crashed }: Recovery): LifeReport[] {
  const reports = [first, again, ...writes.flatMap(({ life, next }) => [life, next]), ...crashed.map(({ report }) => report)];
  return reports.filter((report) => report !== undefined);
}
