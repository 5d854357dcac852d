import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Json, SessionState } from '../../harness/contract/session-store.ts';
import { exactCopy, exactJson } from '../durable-files/exact-json.ts';
import { openDirectory } from '../durable-files/open-directory.ts';
import { removeFile, replaceFile } from '../durable-files/replace-file.ts';
import { inTurn } from '../durable-files/serial-queue.ts';
import { isSessionFileName, sessionFileName, sessionOfFileName } from '../durable-files/session-file-name.ts';
import { sweepTemporaryFiles } from '../durable-files/temporary-file.ts';
import { writeFully } from '../durable-files/write-fully.ts';
import { encodeLog, type LogContent, parseLog } from './log-content.ts';
import { encodeLine } from './log-line.ts';

const EXTENSION = '.jsonl';
const NO_LINKS = constants.O_NOFOLLOW ?? 0;

/** Where the next record goes, as long as the file is the one that was looked at. */
interface End {
  ino: number;
  size: number;
  /** An inode's number is used again after it; this tells the new one from the old. */
  ctimeMs: number;
  next: number;
  /** The file's last newline is missing. */
  unended: boolean;
}

/** A log as it was found on disk, with its bytes. */
interface Loaded extends LogContent {
  bytes: Buffer;
  ino: number;
  ctimeMs: number;
}

/**
 * Sessions as append-only JSONL logs, a file each: a header line, then a line a record, each with a checksum and its number.
 *
 * - An append that was acknowledged survives power loss. One that failed is cut off again before the next.
 * - A line that a crash tore was not acknowledged: readers skip it, the next write cuts it off.
 * - Other damage costs the records whose bytes it hit. Readers get all others; the next write saves the file as it is under
 *   `<file>.<hash>.corrupt`, then repairs it. A session of which nothing is left is an error that names it.
 * - `rewrite` replaces the file as a whole.
 * - Reads and writes of one session take turns, through whichever instance of this process they come.
 */
export class JsonlLogStore {
  readonly #directory: string;
  readonly #ends = new Map<string, End>();
  readonly #running = new Set<Promise<unknown>>();
  #closed = false;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /** @param directory an existing directory, for this kind of store alone. */
  static async open(directory: string): Promise<JsonlLogStore> {
    // Two spellings of one directory must lead to the same turns.
    const canonical = await realpath(directory);
    await sweepTemporaryFiles(canonical);
    return new JsonlLogStore(canonical);
  }

  /** Adds a record; the first one creates the session. */
  append(session: string, record: Json): Promise<void> {
    return this.#write(session, record, async (file, copy) => {
      const end = await this.#endOf(file, session);
      // With its first record in it from the start, a log is never seen empty.
      if (end === undefined) await replaceFile(file, encodeLog(session, [copy]), undefined);
      else await this.#appendLine(file, end, encodeLine({ n: end.next, record: copy }));
    });
  }

  /** Replaces all records of a session that exists. */
  rewrite(session: string, records: Json[]): Promise<void> {
    return this.#write(session, records, async (file, copy) => {
      const loaded = await load(file, session);
      if (loaded === undefined) throw new Error(`There is no session ${JSON.stringify(session)}`);
      if (loaded.condition === 'damaged') await quarantine(file, loaded.bytes);
      this.#ends.delete(file);
      await replaceFile(file, encodeLog(session, copy), loaded.bytes);
    });
  }

  /** The session's records; `null` only if there is no such session. */
  read(session: string): Promise<SessionState | null> {
    const file = this.#fileOf(session);
    // In turn, or it could show a record that is taken back when its append fails.
    return inTurn(file, async () => {
      const loaded = await load(file, session);
      return loaded === undefined ? null : { records: loaded.records };
    });
  }

  /** The ids of all sessions, damaged ones included unless the damage hides the id. */
  async list(): Promise<string[]> {
    const names = (await readdir(this.#directory)).filter((name) => isSessionFileName(name, EXTENSION));
    const sessions = await Promise.all(names.map((name) => sessionOfFileName(name, EXTENSION) ?? this.#hashedSession(name)));
    return sessions.filter((session) => session !== undefined);
  }

  /** Removes the session, if it is there. */
  delete(session: string): Promise<void> {
    return this.#write(session, null, async (file) => {
      this.#ends.delete(file);
      await removeFile(file);
    });
  }

  /** Resolves when all writes that were started are done. Each one's own promise says how it went. */
  async flush(): Promise<void> {
    await Promise.allSettled(this.#running);
  }

  /** As `flush`; later writes are refused. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.flush();
  }

  /** Copies what the caller passed in before anything else happens, since the caller may change it while the write waits. */
  #write<T extends Json>(session: string, passed: T, task: (file: string, copy: T) => Promise<void>): Promise<void> {
    if (this.#closed) return Promise.reject(new Error('The store is closed'));
    try {
      const file = this.#fileOf(session);
      const copy = exactCopy(passed);
      const running = inTurn(file, () => task(file, copy));
      const forget = (): unknown => this.#running.delete(running);
      this.#running.add(running);
      running.then(forget, forget);
      return running;
    } catch (cause) {
      return Promise.reject(new Error(`Session ${JSON.stringify(session)} cannot store this`, { cause }));
    }
  }

  async #appendLine(file: string, end: End, line: string): Promise<void> {
    const bytes = Buffer.from(end.unended ? `\n${line}` : line);
    // Known again only once the append has gone well; after a failure the next one looks at the file anew.
    this.#ends.delete(file);
    const handle = await open(file, constants.O_WRONLY | constants.O_APPEND | NO_LINKS);
    try {
      await writeFully(handle, bytes);
      await handle.sync();
      this.#ends.set(file, await endAfter(handle, end.next + 1));
    } catch (error) {
      // Whoever is told that it failed must not find it later. If this fails too, the torn line is cut off by the next append.
      await cutAt(handle, end.size).catch(() => {});
      throw error;
    } finally {
      await handle.close().catch(() => {});
    }
  }

  /** Where the next record goes, after a repair if one is due; `undefined` if there is no such session. */
  async #endOf(file: string, session: string): Promise<End | undefined> {
    const known = this.#ends.get(file);
    // Another instance may have appended or rewritten since.
    if (known !== undefined && (await isUnchanged(file, known))) return known;
    const loaded = await repair(file, session);
    if (loaded === undefined) return undefined;
    // Whoever put it there may have been killed before its name was on disk.
    await syncNames(path.dirname(file));
    return {
      ino: loaded.ino,
      size: loaded.bytes.length,
      ctimeMs: loaded.ctimeMs,
      next: loaded.next,
      unended: loaded.condition === 'unended',
    };
  }

  async #hashedSession(name: string): Promise<string | undefined> {
    try {
      const { bytes } = await readRegularFile(path.join(this.#directory, name));
      return parseLog(bytes).header?.id;
    } catch {
      // Deleted meanwhile: one file must not hide the others.
      return undefined;
    }
  }

  #fileOf(session: string): string {
    return path.join(this.#directory, sessionFileName(session, EXTENSION));
  }
}

/** Makes the names in a directory durable. */
async function syncNames(directory: string): Promise<void> {
  const handle = await openDirectory(directory);
  await handle.sync().finally(() => handle.close());
}

async function endAfter(handle: FileHandle, next: number): Promise<End> {
  const { ino, size, ctimeMs } = await handle.stat();
  return { ino, size, ctimeMs, next, unended: false };
}

/** Loads the log, and leaves it such that a line can be added at its end. A crash in here leaves what can be repaired again. */
async function repair(file: string, session: string): Promise<Loaded | undefined> {
  const loaded = await load(file, session);
  if (loaded === undefined || loaded.condition === 'whole' || loaded.condition === 'unended') return loaded;
  if (loaded.condition === 'torn') {
    const handle = await open(file, constants.O_WRONLY | NO_LINKS);
    await cutAt(handle, loaded.goodBytes).finally(() => handle.close());
  } else {
    await quarantine(file, loaded.bytes);
    await replaceFile(file, encodeLog(session, loaded.records), loaded.bytes);
  }
  return load(file, session);
}

/** Synchronised, so that a later line can never be on disk before the cut is. */
async function cutAt(handle: FileHandle, size: number): Promise<void> {
  await handle.truncate(size);
  await handle.sync();
}

/** Keeps damaged bytes for a person to look at. Named by content: repairing twice keeps one copy. */
async function quarantine(file: string, bytes: Buffer): Promise<void> {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  // As private as the log itself.
  await replaceFile(`${file}.${hash}.corrupt`, bytes, bytes, file);
}

/** `undefined` only if there is no file: whatever else is wrong is the caller's to hear about. */
async function load(file: string, session: string): Promise<Loaded | undefined> {
  try {
    const { bytes, ...identity } = await readRegularFile(file);
    const content = parseLog(bytes);
    refuseUnreadable(content, session);
    return { ...content, ...identity, bytes };
  } catch (cause) {
    if (isNotFound(cause)) return undefined;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Session ${JSON.stringify(session)} cannot be read from ${file}: ${reason}`, { cause });
  }
}

function refuseUnreadable({ header, records }: LogContent, session: string): void {
  if (header !== undefined && header.format !== 1)
    throw new Error(`its format is ${exactJson(header.format)}, which is newer than this store`);
  if (header !== undefined && header.id !== session) throw new Error(`it is the log of session ${JSON.stringify(header.id)}`);
  // An empty list is an answer only where no record can have been lost.
  if (records.length === 0 && header?.base !== 0) throw new Error('it is damaged and no record in it is intact');
}

async function isUnchanged(file: string, end: End): Promise<boolean> {
  try {
    const { ino, size, ctimeMs } = await lstat(file);
    return ino === end.ino && size === end.size && ctimeMs === end.ctimeMs;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

/** Through a link that leads nowhere, a session that is there would seem not to exist; so links are not followed. */
async function readRegularFile(file: string): Promise<{ bytes: Buffer; ino: number; ctimeMs: number }> {
  const handle = await open(file, constants.O_RDONLY | NO_LINKS);
  try {
    const { ino, ctimeMs } = await handle.stat();
    return { ino, ctimeMs, bytes: await handle.readFile() };
  } finally {
    await handle.close();
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
