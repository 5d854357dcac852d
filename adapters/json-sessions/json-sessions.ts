import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Fields, SessionState, SessionStore } from '../../harness/contract/session-store.ts';
import { definedFields } from '../defined-fields.ts';
import { exactCopy, exactJson } from '../durable-files/exact-json.ts';
import { sessionFileName } from '../durable-files/session-file-name.ts';

/** Replaces the content of a file, which need not exist; how safely is what is judged. */
export type WriteFile = (file: string, text: string) => Promise<unknown>;

/**
 * A JSON file per session, written by a package that writes files and does nothing else. Such a package has no deletion and no listing,
 * so there are none here; a patch is read, merged and written.
 */
export class JsonSessions implements SessionStore {
  readonly #directory: string;
  readonly #writeFile: WriteFile;

  constructor(directory: string, writeFile: WriteFile) {
    this.#directory = directory;
    this.#writeFile = writeFile;
  }

  async create(session: string, fields: Fields): Promise<void> {
    const created = exactCopy(definedFields(fields));
    if ((await this.#load(session)) !== undefined) throw new Error(`Session ${JSON.stringify(session)} exists already`);
    await this.#save(session, created);
  }

  async patch(session: string, fields: Fields): Promise<void> {
    const named = exactCopy(definedFields(fields));
    const before = await this.#load(session);
    if (before === undefined) throw new Error(`There is no session ${JSON.stringify(session)}`);
    await this.#save(session, { ...before, ...named });
  }

  async read(session: string): Promise<SessionState | null> {
    const fields = await this.#load(session);
    return fields === undefined ? null : { fields };
  }

  /** @throws {SyntaxError} if the file is not JSON, {Error} if it holds no object. */
  async #load(session: string): Promise<Fields | undefined> {
    try {
      const fields: unknown = JSON.parse(await readFile(this.#fileOf(session), 'utf8'));
      if (isFields(fields)) return fields;
      throw new Error(`The file of session ${JSON.stringify(session)} holds no object`);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async #save(session: string, fields: Fields): Promise<void> {
    await this.#writeFile(this.#fileOf(session), exactJson(fields));
  }

  #fileOf(session: string): string {
    return path.join(this.#directory, sessionFileName(session, '.json'));
  }
}

/** Reading is this class's part: what it takes for a session says nothing about the package. */
function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
