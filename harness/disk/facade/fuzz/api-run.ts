import fs from 'node:fs';
import { Readable } from 'node:stream';
import type { ApiCall, CallStyle, Payload } from './api-call.ts';
import { Narration } from './narration.ts';

type AnyFunction = (...args: unknown[]) => unknown;

/** An open file: a descriptor, and the handle if it was opened by promise. */
interface OpenFile {
  fd: number;
  handle: object | undefined;
}

const COMPLETION_MS_MAX = 2000;

/** Runs calls on `node:fs` below a base directory, one after the other, and says what came of each. */
export class ApiRun {
  readonly #base: string;
  readonly #narration: Narration;
  readonly #files: OpenFile[] = [];

  constructor(base: string) {
    this.#base = base;
    this.#narration = new Narration(base);
  }

  /** A few files, directories and links at the names of the name space. */
  populate(): void {
    for (const name of ['', '/d', '/d/e']) fs.mkdirSync(`${this.#base}${name}`, { recursive: true });
    for (const name of ['a', 'd/a', 'd/e/a'])
      fs.writeFileSync(`${this.#base}/${name}`, `content of ${name} `.repeat(name.length * 2));
    fs.symlinkSync('d', `${this.#base}/l`);
    fs.symlinkSync('a', `${this.#base}/m`);
    fs.symlinkSync('missing', `${this.#base}/n`);
  }

  async perform(call: ApiCall): Promise<string> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, COMPLETION_MS_MAX, 'never completed');
    });
    try {
      return this.#narration.value(await Promise.race([this.#dispatch(call), late]));
    } catch (error) {
      if (
        call.call === 'paths' &&
        call.name === 'cp' &&
        call.style !== 'sync' &&
        /^l?stat$/.test(Reflect.get(Object(error), 'syscall'))
      ) {
        // Node looks at both sides at once, and tells which of two failures came first.
        return 'one side cannot be looked at';
      }
      // The words of `rmSync` in Node 24 are those of the C++ library, and not always words.
      const { syscall, code } = Object(error) as NodeJS.ErrnoException;
      if (call.call === 'path' && call.style === 'sync' && syscall === 'rm' && !code?.startsWith('ERR_')) return 'not removed';
      return this.#narration.error(error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** What is left: every name with what it is and holds. */
  tree(): string[] {
    return this.#narration.tree(this.#base);
  }

  /** Says how many could not be closed in time. */
  async closeAll(): Promise<string> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<string>((resolve) => {
      timer = setTimeout(resolve, COMPLETION_MS_MAX, 'never closed');
    });
    const closed = this.#closeEach().then(() => 'closed');
    const outcome = await Promise.race([closed, late]);
    clearTimeout(timer);
    return outcome;
  }

  async #closeEach(): Promise<void> {
    for (const { fd, handle } of this.#files) {
      if (handle) await Promise.resolve(invoke(handle, 'close', [])).catch(() => {});
      else {
        try {
          fs.closeSync(fd);
        } catch {
          // Closed by the calls already.
        }
      }
    }
  }

  #dispatch(call: ApiCall): unknown {
    switch (call.call) {
      case 'path':
        return this.#onPath(call.name, call.style, this.#path(call.path), call.args.map(argument));
      case 'paths':
        return perform(call.name, call.style, [this.#path(call.path), this.#path(call.to), ...call.args.map(argument)]);
      case 'symlink':
        return perform('symlink', call.style, [call.target, this.#path(call.path)]);
      case 'write-file':
        return perform(call.name, call.style, [this.#path(call.path), made(call.data), argument(call.options)]);
      case 'open':
        return this.#open(call.style, this.#path(call.path), call.args);
      case 'file':
        return this.#onFile(call.name, call.style, call.slot, call.args.map(argument));
      case 'file-write':
        return this.#onFile(call.name, call.style, call.slot, [made(call.data), argument(call.options)]);
      case 'transfer':
        return this.#transfer(call);
      case 'read-stream':
        return this.#readStream(call.path, call.options);
      case 'write-stream':
        return this.#writeStream(call.path, call.data, call.options);
    }
  }

  #path(path: string): string {
    return path === '' ? this.#base : `${this.#base}/${path}`;
  }

  async #onPath(name: string, style: CallStyle, path: string, args: unknown[]): Promise<unknown> {
    const result = await perform(name, style, [path, ...args]);
    // The name is random: it says enough that it can be removed.
    if (name === 'mkdtemp') return perform('rmdir', 'sync', [result]);
    if (name === 'opendir') return entries(result as fs.Dir, style);
    if (name === 'utimes' || name === 'lutimes') return times(name === 'utimes' ? fs.statSync(path) : fs.lstatSync(path));
    return result;
  }

  async #open(style: CallStyle, path: string, args: unknown[]): Promise<unknown> {
    const opened = await perform('open', style, [path, ...args.map(argument)]);
    if (typeof opened === 'number') this.#files.push({ fd: opened, handle: undefined });
    else if (typeof opened === 'object' && opened !== null) this.#files.push({ fd: Reflect.get(opened, 'fd'), handle: opened });
    return 'opened';
  }

  #file(slot: number): OpenFile {
    return this.#files[slot % this.#files.length] ?? { fd: 0x3fff_ffff, handle: undefined };
  }

  #forget(slot: number): void {
    this.#files.splice(slot % Math.max(1, this.#files.length), 1);
  }

  async #onFile(name: string, style: CallStyle, slot: number, args: unknown[]): Promise<unknown> {
    const { fd, handle } = this.#file(slot);
    if (name === 'close') this.#forget(slot);
    if (handle === undefined) return perform(name, style === 'promise' ? 'callback' : style, [fd, ...args]);
    const method =
      { ftruncate: 'truncate', fstat: 'stat', fsync: 'sync', fdatasync: 'datasync', fchmod: 'chmod', futimes: 'utimes' }[name] ??
      name;
    return invoke(handle, method, args);
  }

  async #transfer({ name, style, slot, form, length, position }: Extract<ApiCall, { call: 'transfer' }>): Promise<unknown> {
    const buffer = Buffer.alloc(40, 'transfer');
    const lists = [buffer.subarray(0, length % 7), buffer.subarray(7, 8 + (length % 13))];
    const forms: unknown[][] = name.endsWith('v')
      ? [[lists, position], [lists], [[], position], [lists, 2], [[buffer, 'text']], [lists]]
      : [
          [buffer, 0, length, position],
          [buffer, 3, length, position],
          [buffer, { offset: 1, length: Math.min(length, 39), position }],
          [buffer, { position }],
          name === 'write' ? ['text é', position, 'latin1'] : [{ buffer, length }],
          name === 'write' ? ['text'] : [buffer],
        ];
    const result = await this.#onFile(name, style, slot, forms[form] ?? []);
    return [result, buffer.toString('latin1')];
  }

  #streamTarget(path: string | number, options: Record<string, unknown> | string | null): [string, object] {
    const bag = typeof options === 'object' && options !== null ? options : {};
    if (typeof path === 'string') return [this.#path(path), bag];
    const { fd, handle } = this.#file(path);
    // The stream closes it. Node itself closes a handle twice that two streams have had.
    this.#forget(path);
    return ['', { ...bag, fd: handle ?? fd }];
  }

  #readStream(path: string | number, options: Record<string, unknown> | string | null): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const stream = fs.createReadStream(...this.#streamTarget(path, options));
      const chunks: string[] = [];
      let failure: unknown;
      stream.on('data', (chunk) => chunks.push(chunk.toString('latin1')));
      stream.on('error', (error) => {
        failure = error;
      });
      stream.on('close', () => (failure === undefined ? resolve([chunks.join('|'), stream.bytesRead]) : reject(failure)));
    });
  }

  #writeStream(path: string | number, data: Payload[], options: Record<string, unknown> | string | null): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const stream = fs.createWriteStream(...this.#streamTarget(path, options));
      let failure: unknown;
      stream.on('error', (error) => {
        failure = error;
      });
      stream.on('close', () => (failure === undefined ? resolve(stream.bytesWritten) : reject(failure)));
      for (const one of data) stream.write(made(one));
      stream.end();
    });
  }
}

function perform(name: string, style: CallStyle, args: unknown[]): unknown {
  if (style === 'promise') {
    const promised = name === 'realpath.native' ? 'realpath' : name;
    if (Reflect.has(fs.promises, promised)) return invoke(fs.promises, promised, args);
  }
  const [plain = name, native] = name.split('.');
  const chosen: object = Reflect.get(fs, style === 'sync' ? `${plain}Sync` : plain);
  const run = (native === undefined ? chosen : Reflect.get(chosen, native)) as AnyFunction;
  if (style === 'sync') return run(...args);
  return new Promise((resolve, reject) => {
    const callback = (error: unknown, ...values: unknown[]) => {
      if (error !== null && typeof error === 'object') reject(error);
      else resolve(name === 'exists' ? error : values.length > 1 ? values : values[0]);
    };
    try {
      run(...args, callback);
    } catch (error) {
      // Node 20 lists directories recursively at once even by callback. The facade never completes at once.
      reject(Object.assign(error as object, { thrown: name !== 'readdir' }));
    }
  });
}

function invoke(holder: object, name: string, args: unknown[]): unknown {
  return Reflect.apply(Reflect.get(holder, name) as AnyFunction, holder, args);
}

async function entries(dir: fs.Dir, style: CallStyle): Promise<unknown> {
  const found: string[] = [];
  const note = ({ name, parentPath }: fs.Dirent) => found.push(`${parentPath}/${name}`);
  if (style === 'sync') {
    for (let entry = dir.readSync(); entry !== null; entry = dir.readSync()) note(entry);
    dir.closeSync();
  } else for await (const entry of dir) note(entry);
  return found.sort();
}

function times({ atimeMs, mtimeMs }: fs.Stats): unknown {
  // A negative time means now. Below a millisecond, libuv's way from seconds to a timespec loses digits, each version others.
  return [atimeMs, mtimeMs].map((ms) => (ms > 1.7e12 ? 'now' : Math.round(ms)));
}

/** An argument that cannot be part of plain data. */
function argument(value: unknown): unknown {
  if (value === null) return undefined;
  if (typeof value !== 'object') return value;
  const { signal, filter, ...rest } = value as Record<string, unknown>;
  if (value instanceof Date) return value;
  const controller = new AbortController();
  if (signal === 'aborted') controller.abort('why');
  return {
    ...rest,
    ...(signal === undefined ? {} : { signal: controller.signal }),
    ...(filter === undefined ? {} : { filter: (source: string) => !filter || !source.endsWith('/e') }),
  };
}

function made({ kind, seed }: Payload): unknown {
  const text = `data ${seed} é `.repeat(seed % 5);
  switch (kind) {
    case 'string':
      return text;
    case 'bytes':
      return Buffer.from(text);
    case 'words':
      return new Uint16Array(seed % 9).fill(0x4142);
    case 'empty':
      return '';
    case 'large':
      return Buffer.alloc(600_000 + seed, `${seed}`);
    case 'iterable':
      return [text, Buffer.from('more'), 'x'];
    case 'async-iterable':
      return (async function* () {
        yield text;
        await null;
        yield 'second';
        if (seed % 4 === 0) throw new Error('source failed');
      })();
    case 'stream':
      return Readable.from([text, 'end']);
    case 'nothing':
      return undefined;
  }
}
