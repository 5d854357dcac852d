import { demand, encodingOf, flag, int32, isObject, mode, type OptionBag, optionBag, uint32 } from '../arguments.ts';
import { listTree } from '../compound/list-tree.ts';
import { makeDirectories } from '../compound/make-directories.ts';
import { makeTemporary } from '../compound/make-temporary.ts';
import { type Remove, remove, removeTree } from '../compound/remove-tree.ts';
import { openDirectory } from '../directory.ts';
import { direntOf, encodeName, sorted } from '../dirent.ts';
import type { Call, Style } from '../drive.ts';
import { lstat, mkdir, type Program, readdir, rmdir, stat } from '../primitive.ts';
import type { Operation } from './operation.ts';

/** Directories: make, list, open, remove. */
export const directoryOperations = {
  mkdir: {
    subject: 'path',
    changes: true,
    run(call, [path, given]) {
      const options: OptionBag =
        typeof given === 'number' || typeof given === 'string' ? { mode: given } : isObject(given) ? given : {};
      const bits = mode(options.mode, 0o777);
      return flag(options, 'recursive') ? makeDirectories(call.style, path as string, bits) : mkdir(path as string, bits);
    },
  },
  mkdtemp: {
    subject: 'path',
    changes: true,
    run: ({ style }, [prefix, given], { random }) => temporary(style, prefix as string, optionBag(given), random),
  },
  readdir: {
    subject: 'path',
    changes: false,
    run(call, [path, given]) {
      const options = optionBag(given);
      demand(options.recursive === undefined || options.recursive === null || typeof options.recursive === 'boolean');
      const encoding = encodingOf(options);
      const typed = Boolean(options.withFileTypes);
      if (options.recursive) return listTree(call.style, path as string, { encoding, typed });
      return list(path as string, encoding, typed);
    },
  },
  opendir: {
    subject: 'path',
    changes: false,
    run(call, [path, given], environment) {
      const options = optionBag(given);
      return openDirectory(call, path as string, { encoding: 'utf8', ...options }, environment.real);
    },
  },
  rmdir: { subject: 'path', changes: true, run: (call, [path, given]) => removeDirectory(call, path as string, given) },
  rm: { subject: 'path', changes: true, run: (call, [path, given]) => remove(call.style, path as string, removeOptions(given)) },
} satisfies Record<string, Operation>;

function* temporary(style: Style, prefix: string, options: OptionBag, random: () => number): Program<unknown> {
  return encodeName(yield* makeTemporary(style, prefix, random), encodingOf(options));
}

function* list(path: string, encoding: ReturnType<typeof encodingOf>, typed: boolean): Program<unknown> {
  const entries = sorted(yield* readdir(path));
  return entries.map((entry) => (typed ? direntOf(entry, path, encoding) : encodeName(entry.name, encoding)));
}

function removeOptions(given: unknown): Remove {
  demand(given === undefined || isObject(given));
  const options = given ?? {};
  return {
    recursive: flag(options, 'recursive'),
    force: flag(options, 'force'),
    maxRetries: uint32(options.maxRetries ?? 0),
    retryDelay: int32(options.retryDelay ?? 100, 0),
  };
}

/** `rmdir` with `recursive` is deprecated and still there in Node 20 to 24. */
function removeDirectory({ style }: Call, path: string, given: unknown): Program<void> {
  const options = removeOptions(given);
  return (function* () {
    // The promise function follows a link to find out whether it is a directory, and then removes the link.
    const look = style === 'promise' ? stat : lstat;
    if (!options.recursive || (yield* look(path)).kind !== 'directory') yield* rmdir(path);
    else yield* removeTree(style, path, options);
  })();
}
