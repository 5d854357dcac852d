import { constants } from 'node:fs';
import type { Args } from '../arguments.ts';
import {
  bytesOf,
  content,
  demand,
  encodingOf,
  flag,
  integer,
  isObject,
  isView,
  mode,
  openFlags,
  opensForWriting,
  optionBag,
  signalOf,
} from '../arguments.ts';
import { copyFile } from '../compound/copy-file.ts';
import { copyTree } from '../compound/copy-tree.ts';
import { readFile } from '../compound/read-file.ts';
import { truncate } from '../compound/truncate.ts';
import { writeFile } from '../compound/write-file.ts';
import type { Call, Style } from '../drive.ts';
import type { Environment } from '../environment.ts';
import type { Program } from '../primitive.ts';
import type { Operation } from './operation.ts';

const COPY_MODE_MAX = constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE | constants.COPYFILE_FICLONE_FORCE;

/** Open in no process, so that Node gets no further than to check the other arguments. */
const NO_DESCRIPTOR = 0x3fff_ffff;
const refusedLength = new RangeError('the length is not an integer');

/** Whole files: read, write, append, copy, truncate. */
export const fileOperations = {
  readFile: {
    subject: 'file',
    changes: (args) => isObject(args[1]) && opensForWriting(args[1].flag),
    run({ style }, [file, given]) {
      const options = optionBag(given);
      demand(options.buffer === undefined);
      const encoding = encodingOf(options);
      const flags = typeof file === 'number' && !(style === 'sync' && isUtf8(encoding)) ? 0 : openFlags(options.flag);
      const target = typeof file === 'number' ? { fd: file } : { path: file as string, flags };
      return readFile(style, { target, encoding, signal: style === 'sync' ? undefined : signalOf(options) });
    },
  },
  writeFile: { subject: 'file', changes: true, run: (call, args) => write(call, args, 'w') },
  appendFile: { subject: 'file', changes: true, run: (call, args) => write(call, args, 'a') },
  truncate: {
    subject: 'path',
    changes: true,
    run: ({ style }, [path, length], { real }) => truncate(style, path as string, truncatedLength(style, length, real)),
  },
  copyFile: {
    subject: 'paths',
    changes: true,
    run(call, [source, destination, given], environment) {
      const bits = given === undefined || given === null ? 0 : integer(given, 0, COPY_MODE_MAX);
      return copyFile(placeOf(call, environment, source as string), placeOf(call, environment, destination as string), bits);
    },
  },
  cp: {
    subject: 'paths',
    changes: true,
    run(call, [source, destination, given], environment) {
      const options = copyOptions(given);
      return copyTree(
        call.style,
        placeOf(call, environment, source as string),
        placeOf(call, environment, destination as string),
        options,
      );
    },
  },
} satisfies Record<string, Operation>;

/** Only the callback function checks the length before it opens the file. */
function truncatedLength(style: Style, length: unknown, real: Environment['real']): () => number {
  if (length === undefined || Number.isInteger(length)) return () => Math.max(0, integer(length ?? 0));
  demand(style !== 'callback');
  return () => {
    real.fs.ftruncateSync(NO_DESCRIPTOR, length as number);
    throw refusedLength;
  };
}

function placeOf(_call: Call, { routes, outside }: Environment, path: string): { mount: Call['mount']; path: string } {
  return { mount: routes.ofPath(path) ?? outside, path: routes.redirections.of(path) };
}

function write({ style }: Call, [file, data, given]: Args, standardFlag: string): Program<void> {
  const options = optionBag(given);
  const flush = options.flush === null ? false : flag(options, 'flush');
  const encoding = (encodingOf(options) ?? 'utf8') as BufferEncoding;
  const bytes = style === 'promise' && isIterable(data) ? data : content(data, encoding);
  const native =
    style === 'sync' && typeof data === 'string' && isUtf8(isObject(given) ? options.encoding : (options.encoding ?? 'utf8'));
  // That way checks the flag and the mode even where it has a descriptor.
  const checked = typeof file !== 'number' || native;
  const flags = checked ? openFlags(options.flag || standardFlag) : 0;
  const bits = checked ? mode(options.mode, 0o666) : 0;
  const target = typeof file === 'number' ? { fd: file } : { path: file as string, flags, mode: bits };
  // And it does not know about `flush`, in Node 20 to 24: a store that relies on it is misled on a real disk, too.
  const flushes = flush && !native;
  const signal = style === 'sync' ? undefined : signalOf(options);
  return writeFile(style, { target, data: isView(bytes) ? bytesOf(bytes) : bytes, encoding, flush: flushes, signal });
}

/** Such text, read or written synchronously, takes a way of its own through Node. */
function isUtf8(encoding: unknown): boolean {
  return encoding === 'utf8' || encoding === 'utf-8';
}

function isIterable(data: unknown): data is Iterable<unknown> | AsyncIterable<unknown> {
  return isObject(data) && !isView(data) && (Symbol.asyncIterator in data || Symbol.iterator in data);
}

function copyOptions(given: unknown): Parameters<typeof copyTree>[3] {
  demand(given === undefined || isObject(given));
  const options = given ?? {};
  const { filter } = options;
  demand(filter === undefined || typeof filter === 'function');
  const dereference = flag(options, 'dereference');
  const verbatimSymlinks = flag(options, 'verbatimSymlinks');
  demand(!(dereference && verbatimSymlinks));
  const bits = options.mode;
  return {
    dereference,
    verbatimSymlinks,
    errorOnExist: flag(options, 'errorOnExist'),
    force: flag(options, 'force', true),
    preserveTimestamps: flag(options, 'preserveTimestamps'),
    recursive: flag(options, 'recursive'),
    mode: bits === undefined || bits === null ? 0 : integer(bits, 0, COPY_MODE_MAX),
    filter: filter as ((source: string, destination: string) => unknown) | undefined,
  };
}
