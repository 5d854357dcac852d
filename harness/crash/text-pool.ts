import type { LifeReport } from '../host/life.ts';

/** Shorter texts are cheaper to keep twice than to look up. */
export const SHORTEST_POOLED = 1000;
const MOST_CHARACTERS = 64_000_000;

/**
 * Keeps one copy of each long text. Recoveries read the same payloads of 600 KB again and again, each time as a new string; with one copy a
 * recovery is small enough to be kept.
 */
export class TextPool {
  readonly #texts = new Map<string, string>();
  #characters = 0;

  /** Replaces the long texts of what a life has read, in place, by the pool's copies. */
  pool(report: LifeReport): void {
    for (const { read, views } of report.snapshots) {
      for (const results of [read, ...Object.values(views)]) {
        for (const result of Object.values(results)) if ('state' in result) this.#poolWithin(result.state);
      }
    }
  }

  #poolWithin(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, item] of Object.entries(value)) {
      if (typeof item === 'string' && item.length >= SHORTEST_POOLED) {
        // Quietly nothing where a store gives frozen objects.
        Reflect.set(value, key, this.#pooled(item));
      } else this.#poolWithin(item);
    }
  }

  #pooled(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    this.#characters += text.length;
    if (this.#characters > MOST_CHARACTERS) {
      this.#texts.clear();
      this.#characters = text.length;
    }
    this.#texts.set(text, text);
    return text;
  }
}
