import { createHash } from 'node:crypto';
import { type FSWatcher, readFileSync, watch } from 'node:fs';
import path from 'node:path';

/** Editors write a file in several steps. */
const SETTLED_MS = 60;

/**
 * Watches files for changes of what they hold. Directories are watched, since many editors put a new file in the old one's place. A file that is saved as it
 * was has not changed.
 */
export class FileChanges {
  readonly #onChange: (files: readonly string[]) => void;
  #watchers: FSWatcher[] = [];
  #digests = new Map<string, string>();
  #settling: NodeJS.Timeout | undefined;

  /** @param onChange told of absolute paths. */
  constructor(onChange: (files: readonly string[]) => void) {
    this.#onChange = onChange;
  }

  /** Watches these files, instead of those before, from what they hold now or, of those that were watched already, held when a change was last told. */
  watch(files: readonly string[]): void {
    this.#closeWatchers();
    this.#digests = new Map(files.map((file) => [file, this.#digests.get(file) ?? digestOf(file)]));
    for (const directory of new Set(files.map((file) => path.dirname(file)))) {
      try {
        const watcher = watch(directory, () => this.#look());
        watcher.on('error', () => {});
        this.#watchers.push(watcher);
      } catch {
        // It is no more; what comes in its place is seen when its own directory is looked at next.
      }
    }
    this.#look();
  }

  close(): void {
    clearTimeout(this.#settling);
    this.#closeWatchers();
  }

  #closeWatchers(): void {
    for (const watcher of this.#watchers) watcher.close();
    this.#watchers = [];
  }

  #look(): void {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      const changed = Array.from(this.#digests).flatMap(([file, digest]) => (digestOf(file) === digest ? [] : [file]));
      for (const file of changed) this.#digests.set(file, digestOf(file));
      if (changed.length > 0) this.#onChange(changed);
    }, SETTLED_MS);
  }
}

function digestOf(file: string): string {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('base64');
  } catch {
    return 'absent';
  }
}
