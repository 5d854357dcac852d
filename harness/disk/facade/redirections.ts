import { resolve, sep } from 'node:path';

/**
 * Paths that lead elsewhere: what a store reads and writes at one of them, or below, happens at another. So a place outside the store's directory is part
 * of its disk, although its name is known before there is a disk.
 */
export class Redirections {
  readonly #all: { readonly from: string; readonly to: string }[] = [];

  /** From now on; in place of what was said of `from` before. Both are absolute, without a slash at the end. */
  set(from: string, to: string): void {
    const known = this.#all.findIndex((one) => one.from === from);
    if (known !== -1) this.#all.splice(known, 1);
    this.#all.push({ from, to });
    // Of two that fit the longer one says more.
    this.#all.sort((a, b) => b.from.length - a.from.length);
  }

  /** Where the path leads; the same path if nothing was said of it. Dots and relative paths are resolved lexically to find that out. */
  of(path: string): string {
    if (this.#all.length === 0) return path;
    const plain = path.charCodeAt(0) === SLASH && !path.includes('/.') && !path.includes('//');
    const spelled = plain ? path : path === '' ? '' : resolve(path) + (path.endsWith('/') ? '/' : '');
    for (const { from, to } of this.#all) {
      if (spelled.startsWith(from) && (spelled.length === from.length || spelled[from.length] === sep))
        return to + spelled.slice(from.length);
    }
    return path;
  }
}

const SLASH = 47;
