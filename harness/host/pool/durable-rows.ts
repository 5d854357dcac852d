import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import type { PoolKey, Rows, SessionRow } from '../../contract/pool.ts';
import { keyText } from '../../model/pool/command.ts';

type Change = { readonly put: SessionRow } | { readonly delete: PoolKey };

/** Told of every change when it is asked for, and of every row when it is on disk. */
export interface RowsWatcher {
  putting(row: SessionRow): void;
  written(row: SessionRow): void;
  deleting(key: PoolKey): void;
  /** Before anything is done. */
  pass(): Promise<void>;
}

/**
 * Rows in a log, a line a change, synced before a call resolves. A line that was cut off by a kill is dropped when the log is opened, as if its call had
 * never been. Changes happen in the order in which they were asked for.
 */
export class DurableRows implements Rows {
  readonly #file: FileHandle;
  readonly #rows: Map<string, SessionRow>;
  readonly #watcher: RowsWatcher;
  #tail: Promise<unknown> = Promise.resolve();
  #sizeBytes: number;

  private constructor(file: FileHandle, rows: Map<string, SessionRow>, sizeBytes: number, watcher: RowsWatcher) {
    this.#file = file;
    this.#rows = rows;
    this.#sizeBytes = sizeBytes;
    this.#watcher = watcher;
  }

  static async open(dir: string, watcher: RowsWatcher): Promise<DurableRows> {
    const file = await open(path.join(dir, ROWS_FILE), 'a+');
    const text = await file.readFile('utf8');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole.length < text.length) await file.truncate(Buffer.byteLength(whole));
    const rows = new Map<string, SessionRow>();
    for (const line of whole.split('\n')) if (line !== '') applyTo(rows, JSON.parse(line) as Change);
    return new DurableRows(file, rows, Buffer.byteLength(whole), watcher);
  }

  /** What a call would find now. */
  get all(): SessionRow[] {
    return [...this.#rows.values()];
  }

  async get(key: PoolKey): Promise<SessionRow | undefined> {
    await this.#watcher.pass();
    return this.#rows.get(keyText(key));
  }

  async list(): Promise<SessionRow[]> {
    await this.#watcher.pass();
    return this.all;
  }

  async put({ chat, agent, sessionId, status }: SessionRow): Promise<void> {
    const row = { chat, agent, sessionId, status };
    this.#watcher.putting(row);
    await this.#watcher.pass();
    await this.#write({ put: row });
    this.#watcher.written(row);
  }

  async delete({ chat, agent }: PoolKey): Promise<void> {
    this.#watcher.deleting({ chat, agent });
    await this.#watcher.pass();
    await this.#write({ delete: { chat, agent } });
  }

  #write(change: Change): Promise<void> {
    const done = this.#tail.then(async () => {
      const line = Buffer.from(`${JSON.stringify(change)}\n`);
      await this.#file.write(line, 0, line.length, this.#sizeBytes);
      await this.#file.sync();
      this.#sizeBytes += line.length;
      applyTo(this.#rows, change);
    });
    this.#tail = done;
    return done;
  }
}

const ROWS_FILE = 'rows.jsonl';

function applyTo(rows: Map<string, SessionRow>, change: Change): void {
  if ('put' in change) rows.set(keyText(change.put), change.put);
  else rows.delete(keyText(change.delete));
}
