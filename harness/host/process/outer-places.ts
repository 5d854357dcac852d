import path from 'node:path';
import type { InstalledFileSystem } from '../../disk/facade/install.ts';
import { RealKernel } from '../../disk/real-kernel.ts';
import type { Elsewhere } from '../elsewhere.ts';
import { TEMPORARY_DIRECTORY } from './directory-image.ts';

/**
 * As on the simulated disk: the temporary directory and what the adapter allows belong to the directory that a life runs in. While the store's modules
 * are loaded nobody knows yet which that is: what they make in the temporary directory is made in one that is this process's alone, and moved.
 *
 * Native code and child processes see the real paths: the temporary directory of the life once it has begun, and nothing else.
 */
export class OuterPlaces {
  readonly #fs: InstalledFileSystem;
  readonly #temporary: string;
  readonly #loading: string;

  /** To be made before the store is loaded. */
  constructor(fs: InstalledFileSystem, temporary = process.env.TMPDIR ?? '') {
    this.#fs = fs;
    this.#temporary = path.resolve(temporary);
    const { mkdirSync, mkdtempSync } = fs.real.fs;
    // Child processes that begin meanwhile look whether it is there.
    mkdirSync(this.#temporary, { recursive: true });
    this.#loading = mkdtempSync(`${this.#temporary}-`);
    fs.mount({ root: this.#loading, kernel: new RealKernel(fs.real.fs) });
    fs.redirect(this.#temporary, this.#loading);
  }

  /** The places lead to this directory, which exists, from now on. */
  leadTo(directory: string, places: readonly Elsewhere[]): void {
    const { cpSync, existsSync, mkdirSync } = this.#fs.real.fs;
    const temporary = path.join(directory, TEMPORARY_DIRECTORY);
    mkdirSync(temporary, { recursive: true });
    if (existsSync(this.#loading)) cpSync(this.#loading, temporary, { recursive: true, force: false, preserveTimestamps: true });
    process.env.TMPDIR = temporary;
    this.#fs.redirect(this.#temporary, temporary);
    for (const { from, below, isDirectory } of places) {
      const place = path.join(directory, below);
      mkdirSync(isDirectory ? place : path.dirname(place), { recursive: true });
      this.#fs.redirect(from, place);
    }
  }
}
