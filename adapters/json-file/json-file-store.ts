import { constants } from 'node:fs';
import { open, readdir, realpath, utimes } from 'node:fs/promises';
import path from 'node:path';
import type { Fields, SessionState } from '../../harness/contract/session-store.ts';
import { definedFields } from '../defined-fields.ts';
import { exactCopy } from '../durable-files/exact-json.ts';
import { removeFile, replaceFile } from '../durable-files/replace-file.ts';
import { inTurn } from '../durable-files/serial-queue.ts';
import { isSessionFileName, sessionFileName, sessionOfFileName } from '../durable-files/session-file-name.ts';
import { sweepTemporaryFiles } from '../durable-files/temporary-file.ts';
import { decodeSessionFile, encodeSessionFile } from './json-file-format.ts';

const EXTENSION = '.json';

/** A session as it was found on disk, with the bytes it came from, to go back to. */
interface Loaded {
  fields: Fields;
  bytes: Uint8Array;
}

/**
 * Sessions as JSON documents, a file each.
 *
 * - A write that was acknowledged survives power loss: the file is replaced as a whole by one that was synchronised before, then
 *   the directory is synchronised.
 * - Readers take no turn: the rename shows them the old version or the new one.
 * - Writes of one session happen one after the other, through whichever instance of this process they come and however the
 *   directory is spelled. Other processes must not write at the same time; reading is safe.
 * - A damaged session is an error that names it, for readers and writers, and nothing but `delete` touches the file.
 */
export class JsonFileStore {
  readonly #directory: string;
  readonly #running = new Set<Promise<unknown>>();
  #closed = false;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /** @param directory an existing directory, for this kind of store alone. */
  static async open(directory: string): Promise<JsonFileStore> {
    // Two spellings of one directory must lead to the same turns.
    const canonical = await realpath(directory);
    await sweepTemporaryFiles(canonical);
    return new JsonFileStore(canonical);
  }

  /** Creates a session; rejects if there is one of this id. */
  create(session: string, fields: Fields): Promise<void> {
    return this.#write(session, definedFields(fields), async (file, created) => {
      if ((await load(file, session)) !== undefined) throw new Error(`Session ${JSON.stringify(session)} exists already`);
      await replaceFile(file, encodeSessionFile({ id: session, fields: created }), undefined);
    });
  }

  /** Sets the named fields and leaves the others; `undefined` names nothing. Rejects if there is no such session. */
  patch(session: string, fields: Fields): Promise<void> {
    return this.#write(session, definedFields(fields), async (file, named) => {
      const loaded = (await load(file, session)) ?? unknownSession(session);
      // Spreading defines properties rather than assigning them, so that a field called `__proto__` is a field.
      const merged = { ...loaded.fields, ...named };
      await replaceFile(file, encodeSessionFile({ id: session, fields: merged }), loaded.bytes);
    });
  }

  /** The session's fields; `null` only if there is no such session. */
  async read(session: string): Promise<SessionState | null> {
    const loaded = await load(this.#fileOf(session), session);
    return loaded === undefined ? null : { fields: loaded.fields };
  }

  /** The ids of all sessions, damaged ones included unless the damage hides the id. */
  async list(): Promise<string[]> {
    const names = (await readdir(this.#directory)).filter((name) => isSessionFileName(name, EXTENSION));
    const sessions = await Promise.all(names.map((name) => sessionOfFileName(name, EXTENSION) ?? this.#hashedSession(name)));
    return sessions.filter((session) => session !== undefined);
  }

  /** Marks the session as used now: the file's times. */
  touch(session: string): Promise<void> {
    return this.#write(session, undefined, async (file) => {
      const now = new Date();
      await utimes(file, now, now).catch((error: unknown) =>
        isNotFound(error) ? unknownSession(session) : Promise.reject(error),
      );
    });
  }

  /** Removes the session, if it is there. */
  delete(session: string): Promise<void> {
    return this.#write(session, undefined, async (file) => {
      await removeFile(file);
    });
  }

  /** Removes the session; `true` for the one caller who did. A damaged one is not taken for a session that is used up. */
  consume(session: string): Promise<boolean> {
    return this.#write(session, undefined, async (file) => (await load(file, session)) !== undefined && (await removeFile(file)));
  }

  /** Waits for the writes that were started; later ones are refused. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#running);
  }

  /** Copies what the caller passed in before anything else happens, since the caller may change it while the write waits. */
  #write<T extends Fields | undefined, Result>(
    session: string,
    passed: T,
    task: (file: string, copy: T) => Promise<Result>,
  ): Promise<Result> {
    if (this.#closed) return Promise.reject(new Error('The store is closed'));
    try {
      const file = this.#fileOf(session);
      const copy = passed === undefined ? passed : (exactCopy(passed) as T);
      const running = inTurn(file, () => task(file, copy));
      const forget = (): unknown => this.#running.delete(running);
      this.#running.add(running);
      running.then(forget, forget);
      return running;
    } catch (cause) {
      return Promise.reject(new Error(`Session ${JSON.stringify(session)} cannot be stored as given`, { cause }));
    }
  }

  async #hashedSession(name: string): Promise<string | undefined> {
    try {
      return decodeSessionFile(await readRegularFile(path.join(this.#directory, name))).id;
    } catch {
      // Deleted meanwhile, or damaged: one bad file must not hide the others.
      return undefined;
    }
  }

  #fileOf(session: string): string {
    return path.join(this.#directory, sessionFileName(session, EXTENSION));
  }
}

/** `undefined` only if there is no file: whatever else is wrong is the caller's to hear about. */
async function load(file: string, session: string): Promise<Loaded | undefined> {
  try {
    const bytes = await readRegularFile(file);
    const { id, fields } = decodeSessionFile(bytes);
    if (id !== session) throw new Error(`it is the file of session ${JSON.stringify(id)}`);
    return { fields, bytes };
  } catch (cause) {
    if (isNotFound(cause)) return undefined;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Session ${JSON.stringify(session)} cannot be read from ${file}: ${reason}`, { cause });
  }
}

/** Through a link that leads nowhere, a session that is there would seem not to exist; so links are not followed. */
async function readRegularFile(file: string): Promise<Uint8Array> {
  const handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function unknownSession(session: string): never {
  throw new Error(`There is no session ${JSON.stringify(session)}`);
}
