/** A call of a program. Paths are relative to the program's own directory, `a` or `d/a`; `.` is that directory. */
export type Call =
  | { readonly call: 'mkdir' | 'rmdir' | 'unlink'; readonly path: string }
  | { readonly call: 'rename' | 'link'; readonly path: string; readonly to: string }
  | { readonly call: 'open'; readonly path: string; readonly mode: OpenMode }
  /** At a file offset; `null` at the descriptor's own offset, which is the end for mode `append`. */
  | { readonly call: 'write'; readonly file: number; readonly offset: number | null; readonly bytes: number }
  | { readonly call: 'ftruncate'; readonly file: number; readonly bytes: number }
  /** `file` is the ordinal of the program's opens: 0 is what its first `open` call returned. */
  | { readonly call: 'close' | 'fsync' | 'fdatasync'; readonly file: number };

/**
 * `create`: O_CREAT, writable. `truncate`: O_CREAT and O_TRUNC. `append`: O_CREAT and O_APPEND. `read`: O_RDONLY, which is how
 * directories are opened, to be synced.
 */
export type OpenMode = 'create' | 'truncate' | 'append' | 'read';

/** What exists, and is durable, before the program begins. */
export type StartEntry =
  | { readonly path: string; readonly kind: 'directory' }
  | { readonly path: string; readonly kind: 'file'; readonly bytes: number };

/** A short sequence of primitives on a small tree, at whose end the power is cut. Descriptors that it did not close are open then. */
export interface Program {
  readonly start: readonly StartEntry[];
  readonly calls: readonly Call[];
}

/**
 * What the kernel does of its own accord, at a time of its choosing: it writes back dirty pages of a file, and it commits the metadata
 * that it has so far. Real runs bring these about between the calls of a program; the models know nothing of it, as they have to allow
 * it anywhere.
 */
export type Background =
  /** The dirty pages of one file are sent to disk; with `writeback` they have arrived before the next call. */
  | { readonly background: 'writeback' | 'writeback-begins'; readonly path: string }
  /** The journal, log or transaction is committed; data that is not part of it stays in memory. */
  | { readonly background: 'commit' }
  /** The system is left alone until its own timers have fired, at a commit interval of one second. */
  | { readonly background: 'pause' };

/** Background activity that happens right before the call of this index; at the number of calls: after the last one. */
export type Timed = Background & { readonly before: number };

/** A way to spend the time between the calls of a program. Empty: as fast as possible. */
export type Schedule = readonly Timed[];

/** One call a line, as in `3 = open d/a (truncate)` and `write 3: 100 bytes of 'c' at 4096`. */
export function describeProgram({ start, calls }: Program, schedule: Schedule = []): string[] {
  const lines = start.map(
    (entry) =>
      `(there is ${entry.kind === 'file' ? `${entry.path}, ${entry.bytes} bytes of '${startLetter(start.indexOf(entry))}'` : `${entry.path}/`})`,
  );
  let opens = 0;
  let writes = 0;
  for (let index = 0; index <= calls.length; index++) {
    for (const event of schedule) if (event.before === index) lines.push(`(${describeBackground(event)})`);
    const call = calls[index];
    if (call === undefined) break;
    lines.push(describeCall(call, opens, writes));
    if (call.call === 'open') opens++;
    if (call.call === 'write') writes++;
  }
  return lines;
}

/** The byte that fills the entry's file, in upper case: one for each file. */
export function startLetter(index: number): string {
  return String.fromCharCode(65 + (index % 26));
}

/** The byte that fills a write, in lower case: one for each write. */
export function writeLetter(index: number): string {
  return String.fromCharCode(97 + (index % 26));
}

function describeCall(call: Call, opens: number, writes: number): string {
  switch (call.call) {
    case 'mkdir':
    case 'rmdir':
    case 'unlink':
      return `${call.call} ${call.path}`;
    case 'rename':
    case 'link':
      return `${call.call} ${call.path} to ${call.to}`;
    case 'open':
      return `${opens} = open ${call.path} (${call.mode})`;
    case 'write':
      return `write ${call.file}: ${call.bytes} bytes of '${writeLetter(writes)}'${call.offset === null ? '' : ` at ${call.offset}`}`;
    case 'ftruncate':
      return `ftruncate ${call.file} to ${call.bytes}`;
    case 'close':
    case 'fsync':
    case 'fdatasync':
      return `${call.call} ${call.file}`;
  }
}

function describeBackground(event: Background): string {
  switch (event.background) {
    case 'writeback':
      return `the kernel writes back ${event.path}`;
    case 'writeback-begins':
      return `the kernel begins to write back ${event.path}`;
    case 'commit':
      return 'the kernel commits';
    case 'pause':
      return 'the kernel is left alone for a while';
  }
}
