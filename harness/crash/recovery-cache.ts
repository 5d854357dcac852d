import type { LifeReport } from '../host/life.ts';
import type { Recovery } from './recovery.ts';
import { SHORTEST_POOLED, TextPool } from './text-pool.ts';

const MOST_KEPT = 20_000;
const MOST_KEPT_CHARACTERS = 20_000_000;

/** Recoveries by the hash of the crash image, so that each image is recovered once however many crash points lead to it. */
export class RecoveryCache {
  readonly #kept = new Map<string, Recovery>();
  readonly #seen = new Set<string>();
  readonly #texts = new TextPool();
  #keptCharacters = 0;
  /** Images asked for; different ones among them; recoveries done. */
  readonly statistics = { images: 0, distinctImages: 0, recoveries: 0 };

  async get(hash: string, make: () => Promise<Recovery>): Promise<Recovery> {
    this.statistics.images++;
    this.#seen.add(hash);
    this.statistics.distinctImages = this.#seen.size;
    const known = this.#kept.get(hash);
    if (known !== undefined) return known;
    this.statistics.recoveries++;
    const recovery = await make();
    this.#keep(hash, recovery);
    return recovery;
  }

  #keep(hash: string, recovery: Recovery): void {
    const reports = lifeReports(recovery);
    for (const report of reports) this.#texts.pool(report);
    const characters = charactersOf(reports);
    if (this.#kept.size >= MOST_KEPT || this.#keptCharacters > MOST_KEPT_CHARACTERS) {
      this.#kept.clear();
      this.#keptCharacters = 0;
    }
    this.#kept.set(hash, recovery);
    this.#keptCharacters += characters;
  }
}

/** Every life that a recovery is made of. */
function lifeReports({ first, writes, again, crashed }: Recovery): LifeReport[] {
  const reports = [first, again, ...writes.flatMap(({ life, next }) => [life, next]), ...crashed.map(({ report }) => report)];
  return reports.filter((report) => report !== undefined);
}

function charactersOf(reports: readonly LifeReport[]): number {
  return reports.reduce((sum, report) => sum + charactersRead(report), 0);
}

function charactersRead({ snapshots }: LifeReport): number {
  let sum = 0;
  for (const { read } of snapshots) {
    for (const result of Object.values(read)) if ('state' in result) sum += sizeOf(result.state);
  }
  return sum;
}

/** Roughly: the characters of all short strings, and a little for everything else; long ones are the pool's. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return Math.min(value.length, SHORTEST_POOLED);
  if (typeof value !== 'object' || value === null) return 8;
  let sum = 8;
  for (const item of Array.isArray(value) ? value : Object.values(value)) sum += sizeOf(item);
  return sum;
}
