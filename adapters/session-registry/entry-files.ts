import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { removeFile, replaceFile } from '../durable-files/replace-file.ts';
import { inTurn } from '../durable-files/serial-queue.ts';
import { sessionFileName } from '../durable-files/session-file-name.ts';
import { sweepTemporaryFiles } from '../durable-files/temporary-file.ts';

const EXTENSION = '.json';

/** One file for each name, replaced as a whole. A file that cannot be read is nobody's, and stays for somebody to look at. */
export class EntryFiles<T extends { readonly name: string }> {
  readonly #directory: string;
  readonly #isEntry: (value: unknown) => value is T;

  private constructor(directory: string, isEntry: (value: unknown) => value is T) {
    this.#directory = directory;
    this.#isEntry = isEntry;
  }

  static async open<T extends { readonly name: string }>(
    directory: string,
    isEntry: (value: unknown) => value is T,
  ): Promise<EntryFiles<T>> {
    await mkdir(directory, { recursive: true });
    await sweepTemporaryFiles(directory);
    return new EntryFiles(directory, isEntry);
  }

  async all(): Promise<T[]> {
    const files = (await readdir(this.#directory)).filter((file) => file.endsWith(EXTENSION)).sort();
    const entries = await Promise.all(files.map((file) => this.#read(path.join(this.#directory, file))));
    return entries.filter((entry) => entry !== undefined);
  }

  get(name: string): Promise<T | undefined> {
    return this.#read(this.#fileOf(name));
  }

  /** Replaces the entry of this name by what `change` makes of it: another one, none (`undefined`), or the same, which writes nothing. */
  change(name: string, change: (entry: T | undefined) => T | undefined): Promise<T | undefined> {
    const file = this.#fileOf(name);
    return inTurn(file, async () => {
      const bytes = await bytesOf(file);
      const before = bytes === undefined ? undefined : this.#parse(bytes);
      const after = change(before);
      if (after === before) return after;
      if (after === undefined) await removeFile(file);
      else await replaceFile(file, Buffer.from(JSON.stringify(after)), bytes);
      return after;
    });
  }

  async #read(file: string): Promise<T | undefined> {
    const bytes = await bytesOf(file);
    return bytes === undefined ? undefined : this.#parse(bytes);
  }

  #parse(bytes: Buffer): T | undefined {
    try {
      const value: unknown = JSON.parse(bytes.toString());
      return this.#isEntry(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }

  #fileOf(name: string): string {
    return path.join(this.#directory, sessionFileName(name, EXTENSION));
  }
}

async function bytesOf(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
