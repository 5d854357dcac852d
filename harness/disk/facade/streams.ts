import { type Args, InvalidArguments, isObject, type OptionBag, opensForWriting } from './arguments.ts';
import { stackAbove } from './call.ts';
import { type Callback, driveCallback } from './drive.ts';
import type { Environment, Streams } from './environment.ts';
import { type FileHandle, isHandle } from './file-handle.ts';
import type { MountState } from './mount.ts';
import type { Operation } from './operation/operation.ts';
import type { Program } from './primitive.ts';
import { REFUSED_PATH } from './refused-path.ts';
import { pathString } from './target.ts';

type Operations = Readonly<Record<'open' | 'close' | 'read' | 'write' | 'writev' | 'fsync', Operation>>;

type StreamName = 'ReadStream' | 'WriteStream';

/** Node's own stream classes; on a mount they get our functions through the `fs` option that they take. */
export function patchedStreams(environment: Environment, operations: Operations): Streams {
  const { ReadStream, WriteStream } = environment.real.fs;
  const wrap = <T extends object>(name: StreamName, Base: T): T =>
    new Proxy(Base, {
      construct: function construct(target, args, newTarget) {
        const make = (prepared: unknown[]) => Reflect.construct(target as unknown as CallableFunction & T, prepared, newTarget);
        return withHandle(args, () => make(prepare(environment, operations, name, args, construct)));
      },
      apply: function apply(target, self, args) {
        const make = (prepared: unknown[]) => Reflect.apply(target as unknown as CallableFunction, self, prepared);
        return withHandle(args, () => make(prepare(environment, operations, name, args, apply)) ?? self);
      },
    });
  return {
    ReadStream: wrap('ReadStream', ReadStream as unknown as Streams['ReadStream']),
    WriteStream: wrap('WriteStream', WriteStream as unknown as Streams['WriteStream']),
    create(name, args, boundary) {
      const Base: unknown = name === 'ReadStream' ? ReadStream : WriteStream;
      return withHandle(args, () =>
        Reflect.construct(Base as CallableFunction, prepare(environment, operations, name, args, boundary)),
      );
    },
  };
}

/** A stream on a handle uses the handle, and ends with it. */
function withHandle<T>([, options]: Args, make: () => T): T {
  const handle = isObject(options) ? options.fd : undefined;
  if (!isHandle(handle)) return make();
  handle.retain();
  try {
    const stream = make();
    handle.on('close', () => Reflect.apply(Reflect.get(Object(stream), 'close'), stream, []));
    return stream;
  } catch (error) {
    handle.release();
    throw error;
  }
}

/** The arguments for Node's constructor. */
function prepare(
  environment: Environment,
  operations: Operations,
  name: StreamName,
  args: Args,
  boundary: CallableFunction,
): unknown[] {
  const [path, given, ...rest] = args;
  const options: OptionBag = typeof given === 'string' ? { encoding: given } : isObject(given) ? given : {};
  if (
    environment.bypassed ||
    options.fs !== undefined ||
    (given !== undefined && given !== null && !isObject(given) && typeof given !== 'string')
  ) {
    return [...args];
  }
  const { fd } = options;
  if (isHandle(fd)) {
    return [path, { ...options, fd: fd.fd, fs: handleFunctions(fd) }, ...rest];
  }
  const api = `fs.create${name}`;
  const location = pathString(path);
  const mount =
    typeof fd === 'number'
      ? environment.routes.ofDescriptor(fd)
      : location === undefined
        ? undefined
        : environment.routes.ofPath(location);
  if (mount !== undefined) {
    const at = location === undefined ? path : environment.routes.redirections.of(location);
    return [at, { ...options, fs: mountFunctions(environment, operations, mount, api, boundary) }, ...rest];
  }
  if (fd !== undefined && fd !== null) return [...args];
  const flags = options.flags ?? (name === 'ReadStream' ? 'r' : 'w');
  const refused = opensForWriting(flags) && environment.reportOutsideWrite(api, path, boundary);
  // Of the public functions, which Node would use, `open` would report it once more.
  return [refused ? REFUSED_PATH : path, { ...options, fs: environment.real.fs }, ...rest];
}

/** The functions that a stream on a mount uses: on the stream's own behalf, with the stack of whoever made it. */
function mountFunctions(
  environment: Environment,
  operations: Operations,
  mount: MountState,
  api: string,
  boundary: CallableFunction,
): object {
  const stack = mount.stacks ? stackAbove(boundary) : undefined;
  const run =
    (operation: Operation) =>
    (...args: unknown[]) => {
      const callback = args.pop() as Callback;
      const call = { mount, style: 'callback', api, stack } as const;
      let program: Program<unknown>;
      try {
        program = operation.run(call, args, environment);
      } catch (error) {
        if (!(error instanceof InvalidArguments)) throw error;
        // Only `open` takes arguments from the outside; Node's own says what is wrong with them.
        return environment.real.fs.openSync(...(args as Parameters<typeof environment.real.fs.openSync>));
      }
      driveCallback(call, program, callback);
      return undefined;
    };
  const { open, close, read, write, writev, fsync } = operations;
  return { open: run(open), close: run(close), read: run(read), write: run(write), writev: run(writev), fsync: run(fsync) };
}

function handleFunctions(handle: FileHandle): object {
  const through = (promise: Promise<unknown>, name: string, buffers: unknown, callback: Callback) => {
    promise.then(
      (result) => callback(null, isObject(result) ? result[name] : undefined, buffers),
      (error: unknown) => callback(error, 0, buffers),
    );
  };
  return {
    close(_fd: number, callback: Callback) {
      handle.release();
      handle.close().then(() => callback(null), callback);
    },
    fsync(_fd: number, callback: Callback) {
      handle.sync().then(() => callback(null), callback);
    },
    read(_fd: number, buffer: Uint8Array, offset: number, length: number, position: number, callback: Callback) {
      through(handle.read(buffer, offset, length, position), 'bytesRead', buffer, callback);
    },
    write(_fd: number, buffer: Uint8Array, offset: number, length: number, position: number, callback: Callback) {
      through(handle.write(buffer, offset, length, position), 'bytesWritten', buffer, callback);
    },
    writev(_fd: number, buffers: Uint8Array[], position: number, callback: Callback) {
      through(handle.writev(buffers, position), 'bytesWritten', buffers, callback);
    },
  };
}
