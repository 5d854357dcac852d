import { constants } from 'node:fs';
import { demand, encodingOf, flag, integer, isObject, mode, optionBag, owner, timestamp } from '../arguments.ts';
import { resolveLinks } from '../compound/resolve-links.ts';
import { encodeName } from '../dirent.ts';
import { type Call, Results } from '../drive.ts';
import type { Environment } from '../environment.ts';
import type { MountState } from '../mount.ts';
import * as primitive from '../primitive.ts';
import { type Program, Refusal } from '../primitive.ts';
import { SIMULATED_PREFIX } from '../route.ts';
import { statFsOf, statsOf } from '../stats.ts';
import type { Operation } from './operation.ts';

/** Everything about one name or two: stat, access, rename, links, modes, owners and times. */
export const nameOperations = {
  stat: {
    subject: 'path',
    changes: false,
    run: (call, [path, options]) => stat(call, false, primitive.stat(path as string), options),
  },
  lstat: {
    subject: 'path',
    changes: false,
    run: (call, [path, options]) => stat(call, true, primitive.lstat(path as string), options),
  },
  statfs: {
    subject: 'path',
    changes: false,
    run: (_call, [path, options]) => statfs(path as string, isObject(options) && flag(options, 'bigint')),
  },
  access: {
    subject: 'path',
    changes: false,
    run: (_call, [path, bits]) =>
      primitive.access(path as string, bits === undefined || bits === null ? constants.F_OK : integer(bits, 0, 7)),
  },
  exists: { subject: 'path', changes: false, run: (call, [path]) => exists(call, path as string) },
  rename: {
    subject: 'paths',
    changes: true,
    run: (call, [from, to], environment) => within(call, environment, 'rename', from as string, to as string, primitive.rename),
  },
  link: {
    subject: 'paths',
    changes: true,
    run: (call, [existing, path], environment) =>
      within(call, environment, 'link', existing as string, path as string, primitive.link),
  },
  symlink: {
    subject: 'entry',
    changes: true,
    run(_call, [target, path, type]) {
      demand(type === undefined || type === null || type === 'dir' || type === 'file' || type === 'junction');
      return primitive.symlink(target as string, path as string);
    },
  },
  unlink: { subject: 'path', changes: true, run: (_call, [path]) => primitive.unlink(path as string) },
  readlink: {
    subject: 'path',
    changes: false,
    run: (_call, [path, options]) => named(primitive.readlink(path as string), options),
  },
  realpath: {
    subject: 'path',
    changes: false,
    run(call, [path, options]) {
      // The promise function asks the kernel, the others walk the path themselves.
      if (call.style === 'promise') return named(primitive.realpath(path as string), options);
      return named(resolveLinks(path as string, simulatedRoot(call.mount)), options);
    },
  },
  chmod: { subject: 'path', changes: true, run: (_call, [path, bits]) => primitive.chmod(path as string, mode(bits)) },
  chown: {
    subject: 'path',
    changes: true,
    run: (_call, [path, uid, gid]) => primitive.chown(path as string, owner(uid), owner(gid)),
  },
  lchown: {
    subject: 'path',
    changes: true,
    run: (_call, [path, uid, gid]) => primitive.lchown(path as string, owner(uid), owner(gid)),
  },
  utimes: {
    subject: 'path',
    changes: true,
    run: (_call, [path, atime, mtime]) => primitive.utimes(path as string, timestamp(atime), timestamp(mtime)),
  },
  lutimes: {
    subject: 'path',
    changes: true,
    run: (_call, [path, atime, mtime]) => primitive.lutimes(path as string, timestamp(atime), timestamp(mtime)),
  },
} satisfies Record<string, Operation>;

/** `realpath.native` and `realpathSync.native`. */
export const nativeRealpath: Operation = {
  subject: 'path',
  changes: false,
  run: (_call, [path, options]) => named(primitive.realpath(path as string), options),
};

function simulatedRoot({ root }: MountState): string {
  return root.startsWith(SIMULATED_PREFIX) ? root : '';
}

function named(program: Program<string>, options: unknown): Program<unknown> {
  const encoding = encodingOf(optionBag(options));
  return (function* () {
    return encodeName(yield* program, encoding);
  })();
}

const NODE_MAJOR = Number.parseInt(process.versions.node, 10);

function stat(
  { style }: Call,
  linked: boolean,
  program: Program<Parameters<typeof statsOf>[0]>,
  options: unknown,
): Program<unknown> {
  const bag = isObject(options) ? options : {};
  const bigint = Boolean(bag.bigint);
  // Node 24 knows `throwIfNoEntry` in the asynchronous styles of `stat`, too.
  const mayMiss = style === 'sync' || (NODE_MAJOR >= 24 && !linked);
  const forgivesNotDirectory = NODE_MAJOR >= 22 && !linked;
  const quiet = mayMiss && bag.throwIfNoEntry === false;
  return (function* () {
    try {
      return statsOf(yield* program, bigint);
    } catch (error) {
      if (quiet && error instanceof Refusal && (error.code === 'ENOENT' || (error.code === 'ENOTDIR' && forgivesNotDirectory)))
        return undefined;
      throw error;
    }
  })();
}

function* statfs(path: string, bigint: boolean): Program<unknown> {
  return statFsOf(yield* primitive.statfs(path), bigint);
}

function* exists({ style }: Call, path: string): Program<unknown> {
  let found = true;
  try {
    yield* primitive.access(path, constants.F_OK);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    found = false;
  }
  return style === 'callback' ? new Results([found], true) : found;
}

/** A rename or link between two file systems fails, as it does between two devices. */
function* within(
  { mount }: Call,
  { routes }: Environment,
  syscall: string,
  from: string,
  to: string,
  primitiveOf: (from: string, to: string) => Program<void>,
): Program<void> {
  if (routes.ofPath(from) !== mount || routes.ofPath(to) !== mount) throw new Refusal('EXDEV', syscall, from, to);
  yield* primitiveOf(from, to);
}
