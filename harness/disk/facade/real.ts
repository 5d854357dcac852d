import fs from 'node:fs';
import promises from 'node:fs/promises';

/** The functions of `node:fs` as they were before anything was replaced. */
export interface RealFileSystem {
  readonly fs: Readonly<typeof fs>;
  readonly promises: Readonly<typeof promises>;
}

/**
 * Captures the original functions. Some of them call others through the public object, which is patched later: while one of ours
 * is at work, `bypass.depth` is above 0, and the patched functions then stand aside.
 */
export function captureReal(bypass: { depth: number }): RealFileSystem {
  loadLazyParts();
  return { fs: Object.freeze(copyOf(fs, bypass)), promises: Object.freeze(copyOf(promises, bypass)) };
}

function copyOf<T extends object>(source: T, bypass: { depth: number }): T {
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(source)) {
    const value: unknown = Reflect.get(source, name);
    copy[name] = typeof value === 'function' && !isClass(name) ? bypassing(value, bypass) : value;
  }
  return copy as T;
}

function isClass(name: string): boolean {
  return /^[A-Z]/.test(name);
}

function bypassing<F extends CallableFunction>(original: F, bypass: { depth: number }): F {
  return new Proxy(original, {
    apply(target, self, args) {
      bypass.depth++;
      try {
        return Reflect.apply(target, self, args);
      } finally {
        bypass.depth--;
      }
    },
  });
}

/** Parts of Node that take their functions from the public object when they are first used must do so now. */
function loadLazyParts(): void {
  const nowhere = '/crashworthy-nowhere';
  fs.rmSync(nowhere, { recursive: true, force: true });
  fs.rm(nowhere, { recursive: true, force: true }, () => {});
  try {
    fs.cpSync(nowhere, `${nowhere}-either`);
  } catch {
    // That it fails is expected; that it is loaded matters.
  }
  promises.cp(nowhere, `${nowhere}-either`).catch(() => {});
}
