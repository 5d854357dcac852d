import { EventEmitter } from 'node:events';
import type { ReadStream, WriteStream } from 'node:fs';
import { createInterface, type Interface } from 'node:readline';
import { ReadableStream } from 'node:stream/web';
import { type Args, demand, InvalidArguments, isObject, isView, type OptionBag } from './arguments.ts';
import { beginCall } from './call.ts';
import { drivePromise } from './drive.ts';
import type { Environment } from './environment.ts';
import type { MountState } from './mount.ts';
import { codedError } from './node-error.ts';
import type { OpenHandle } from './open-handle.ts';
import type { Operation } from './operation/operation.ts';
import { close } from './primitive.ts';

/** What a handle needs of the rest: the operations it runs, and Node's own functions. Passed in, since they in turn make handles. */
export interface HandleKit {
  readonly environment: Environment;
  readonly operations: Readonly<Record<string, Operation>>;
}

/** What `fs.promises.open` gives: the methods, events and reference counting of Node's `FileHandle`, over a mount. */
export class FileHandle extends EventEmitter implements OpenHandle {
  readonly #mount: MountState;
  readonly #kit: HandleKit;
  #fd: number;
  #references = 1;
  #locked = false;
  #closing: Promise<void> | undefined;
  #closed: { resolve: () => void; reject: (error: unknown) => void } | undefined;

  constructor(mount: MountState, fd: number, kit: HandleKit) {
    super();
    this.#mount = mount;
    this.#fd = fd;
    this.#kit = kit;
  }

  get fd(): number {
    return this.#fd;
  }

  getAsyncId(): number {
    return this.#fd;
  }

  appendFile(...args: unknown[]): Promise<unknown> {
    return this.#run('appendFile', 'writeFile', 'appendFile', args, this.appendFile);
  }

  chmod(...args: unknown[]): Promise<unknown> {
    return this.#run('chmod', 'fchmod', 'fchmod', args, this.chmod);
  }

  chown(...args: unknown[]): Promise<unknown> {
    return this.#run('chown', 'fchown', 'fchown', args, this.chown);
  }

  datasync(): Promise<unknown> {
    return this.#run('datasync', 'fdatasync', 'fdatasync', [], this.datasync);
  }

  sync(): Promise<unknown> {
    return this.#run('sync', 'fsync', 'fsync', [], this.sync);
  }

  read(...args: unknown[]): Promise<unknown> {
    return this.#run('read', 'read', 'read', args, this.read);
  }

  readv(...args: unknown[]): Promise<unknown> {
    return this.#run('readv', 'readv', 'readv', args, this.readv);
  }

  readFile(...args: unknown[]): Promise<unknown> {
    return this.#run('readFile', 'readFile', 'readFile', args, this.readFile);
  }

  stat(...args: unknown[]): Promise<unknown> {
    return this.#run('stat', 'fstat', 'fstat', args, this.stat);
  }

  truncate(...args: unknown[]): Promise<unknown> {
    return this.#run('truncate', 'ftruncate', 'ftruncate', args, this.truncate);
  }

  utimes(...args: unknown[]): Promise<unknown> {
    return this.#run('utimes', 'futimes', 'futimes', args, this.utimes);
  }

  write(...args: unknown[]): Promise<unknown> {
    return this.#run('write', 'write', 'write', args, this.write);
  }

  writev(...args: unknown[]): Promise<unknown> {
    return this.#run('writev', 'writev', 'writev', args, this.writev);
  }

  writeFile(...args: unknown[]): Promise<unknown> {
    return this.#run('writeFile', 'writeFile', 'writeFile', args, this.writeFile);
  }

  /** Waits for the calls that still use the handle. Bound, since Node's is. */
  readonly close = (): Promise<void> => {
    if (this.#fd === -1) return Promise.resolve();
    if (this.#closing !== undefined) return this.#closing;
    this.#references--;
    const closed =
      this.#references === 0
        ? this.#closeDescriptor()
        : new Promise<void>((resolve, reject) => {
            this.#closed = { resolve, reject };
          });
    this.#closing = closed.finally(() => {
      this.#closing = undefined;
      this.#closed = undefined;
    });
    this.emit('close');
    return this.#closing;
  };

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  createReadStream(options?: OptionBag): ReadStream {
    return new this.#kit.environment.streams.ReadStream(undefined, { ...options, fd: this });
  }

  createWriteStream(options?: OptionBag): WriteStream {
    return new this.#kit.environment.streams.WriteStream(undefined, { ...options, fd: this });
  }

  readLines(options?: OptionBag): Interface {
    return createInterface({ input: this.createReadStream(options), crlfDelay: Number.POSITIVE_INFINITY });
  }

  readableWebStream(options: OptionBag = {}): ReadableStream {
    if (this.#fd === -1) throw codedError(Error, 'ERR_INVALID_STATE', 'Invalid state: The FileHandle is closed');
    if (this.#closing) throw codedError(Error, 'ERR_INVALID_STATE', 'Invalid state: The FileHandle is closing');
    if (this.#locked) throw codedError(Error, 'ERR_INVALID_STATE', 'Invalid state: The FileHandle is locked');
    this.#locked = true;
    const done = async () => {
      this.release();
      if (options.autoClose === true) await this.close();
    };
    const stream = new ReadableStream({
      type: 'bytes',
      autoAllocateChunkSize: 16384,
      pull: async (controller) => {
        const request = controller.byobRequest;
        if (!request || !isView(request.view)) return;
        const { bytesRead } = (await this.read(request.view, 0, request.view.byteLength)) as { bytesRead: number };
        if (bytesRead === 0) controller.close();
        request.respond(bytesRead);
        if (bytesRead === 0) await done();
      },
      cancel: done,
    });
    this.retain();
    this.once('close', () => void stream.cancel().catch(() => {}));
    return stream;
  }

  /** Keeps the descriptor open until `release`. */
  retain(): void {
    this.#references++;
  }

  release(): void {
    this.#references--;
    if (this.#references === 0) this.#closeDescriptor().then(this.#closed?.resolve, this.#closed?.reject);
  }

  #closeDescriptor(): Promise<void> {
    const fd = this.#fd;
    this.#fd = -1;
    return drivePromise(beginCall(this.#mount, 'promise', 'FileHandle.close', this.close), close(fd));
  }

  async #run(method: string, node: string, operation: string, args: Args, boundary: CallableFunction): Promise<unknown> {
    // A closed handle has no descriptor to ask, and Node's error says less than usual.
    if (this.#fd === -1) throw Object.assign(new Error('file closed'), { code: 'EBADF', syscall: node });
    const call = beginCall(this.#mount, 'promise', `FileHandle.${method}`, boundary);
    this.retain();
    try {
      const program = this.#kit.operations[operation]?.run(call, [this.#fd, ...args], this.#kit.environment);
      demand(program !== undefined);
      return await drivePromise(call, program);
    } catch (error) {
      if (error instanceof InvalidArguments) return this.#refuse(operation, args);
      throw error;
    } finally {
      this.release();
    }
  }

  /** Lets Node's synchronous function of the same name say what is wrong with the arguments. */
  #refuse(operation: string, args: Args): unknown {
    const real: object = this.#kit.environment.real.fs;
    const refuse: unknown = Reflect.get(real, `${operation}Sync`);
    return typeof refuse === 'function' ? refuse(this.#fd, ...args) : undefined;
  }
}

export function isHandle(value: unknown): value is FileHandle {
  return isObject(value) && value instanceof FileHandle;
}
