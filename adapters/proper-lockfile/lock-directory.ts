import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Registry, ShownLock } from '../../harness/contract/registry.ts';

/** What is used of proper-lockfile. */
export interface LockModule {
  lock(file: string, options: object): Promise<() => Promise<void>>;
  check(file: string, options: object): Promise<boolean>;
}

const EXTENSION = '.lock';

/** Locks by name in a directory. The files that they would protect need not exist, hence no `realpath`; the rest is as by default. */
export class LockDirectory implements Registry {
  readonly #directory: string;
  readonly #module: LockModule;
  readonly #held = new Map<string, () => Promise<void>>();

  constructor(directory: string, module: LockModule) {
    this.#directory = directory;
    this.#module = module;
  }

  async lock(name: string): Promise<boolean> {
    try {
      // By default a lock that was lost ends the process with an error.
      const options = { realpath: false, onCompromised: () => this.#held.delete(name) };
      this.#held.set(name, await this.#module.lock(this.#fileOf(name), options));
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ELOCKED') return false;
      throw error;
    }
  }

  async unlock(name: string): Promise<void> {
    await this.#held.get(name)?.();
    this.#held.delete(name);
  }

  async locks(): Promise<ShownLock[]> {
    const names = (await readdir(this.#directory))
      .filter((file) => file.endsWith(EXTENSION))
      .map((file) => file.slice(0, -EXTENSION.length));
    const held = await Promise.all(names.map((name) => this.#module.check(this.#fileOf(name), { realpath: false })));
    return names.filter((_, index) => held[index]).map((name) => ({ name }));
  }

  #fileOf(name: string): string {
    return path.join(this.#directory, name);
  }
}
