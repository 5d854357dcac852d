import { constants } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Fields, SessionState, SessionStore } from '../../harness/contract/session-store.ts';
import { definedFields } from '../defined-fields.ts';
import { exactCopy, exactJson } from '../durable-files/exact-json.ts';
import { removeFile, replaceFile } from '../durable-files/replace-file.ts';
import { sessionFileName } from '../durable-files/session-file-name.ts';
import { sweepTemporaryFiles } from '../durable-files/temporary-file.ts';

/** What replaces a file would replace a link to it, so links are refused. */
const NO_LINKS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);

/** Resolves when the file is locked, to what unlocks it. */
export type LockFile = (file: string) => Promise<() => Promise<void>>;

/** A session as it was found on disk, with the bytes it came from, to go back to. */
interface Loaded {
  fields: Fields;
  bytes: Uint8Array;
}

/**
 * A JSON file per session. Whatever changes one first gets the lock of its file; readers need none, since a file is replaced as a whole.
 * How files are replaced is known to be right, so that it is the lock that is judged.
 */
export class LockedSessions implements SessionStore {
  readonly #directory: string;
  readonly #lock: LockFile;

  private constructor(directory: string, lock: LockFile) {
    this.#directory = directory;
    this.#lock = lock;
  }

  static async open(directory: string, lock: LockFile): Promise<LockedSessions> {
    await sweepTemporaryFiles(directory);
    return new LockedSessions(directory, lock);
  }

  async create(session: string, fields: Fields): Promise<void> {
    const created = exactCopy(definedFields(fields));
    await this.#locked(session, async (file) => {
      if ((await load(file)) !== undefined) throw new Error(`Session ${JSON.stringify(session)} exists already`);
      await replaceFile(file, Buffer.from(exactJson(created)), undefined);
    });
  }

  async patch(session: string, fields: Fields): Promise<void> {
    const named = exactCopy(definedFields(fields));
    await this.#locked(session, async (file) => {
      const before = await load(file);
      if (before === undefined) throw new Error(`There is no session ${JSON.stringify(session)}`);
      await replaceFile(file, Buffer.from(exactJson({ ...before.fields, ...named })), before.bytes);
    });
  }

  async read(session: string): Promise<SessionState | null> {
    const loaded = await load(this.#fileOf(session));
    return loaded === undefined ? null : { fields: loaded.fields };
  }

  async delete(session: string): Promise<void> {
    await this.consume(session);
  }

  consume(session: string): Promise<boolean> {
    return this.#locked(session, removeFile);
  }

  async #locked<T>(session: string, task: (file: string) => Promise<T>): Promise<T> {
    const file = this.#fileOf(session);
    const unlock = await this.#lock(file);
    try {
      return await task(file);
    } finally {
      await unlock();
    }
  }

  #fileOf(session: string): string {
    return path.join(this.#directory, sessionFileName(session, '.json'));
  }
}

/** @throws {SyntaxError} if the file is not JSON, {Error} if it holds no object. */
async function load(file: string): Promise<Loaded | undefined> {
  try {
    const bytes = await readFile(file, { flag: NO_LINKS });
    const fields: unknown = JSON.parse(bytes.toString());
    if (isFields(fields)) return { fields, bytes };
    throw new Error(`${path.basename(file)} holds no object`);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
