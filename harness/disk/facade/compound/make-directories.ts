import type { Style } from '../drive.ts';
import { mkdir, type Program, Refusal, stat } from '../primitive.ts';

/**
 * `mkdir` with `recursive`: tries the deepest directory, goes up while the parent is missing, then makes them on the way back, as
 * Node's `MKDirp` does. Returns the first directory made, or `undefined` if all were there.
 */
export function* makeDirectories(style: Style, path: string, mode: number): Program<string | undefined> {
  // The asynchronous functions name in their error what they tried last.
  const named = (tried: string) => (style === 'sync' ? path : tried);
  const todo = [path];
  let first: string | undefined;
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const refusal = yield* attempt(next, mode);
    if (refusal === undefined) {
      first ??= next;
      continue;
    }
    switch (refusal.code) {
      case 'ENOENT': {
        const parent = parentOf(next);
        if (parent === next) throw new Refusal('EEXIST', 'mkdir', named(next));
        todo.push(next, parent);
        break;
      }
      case 'EACCES':
      case 'ENOSPC':
      case 'ENOTDIR':
      case 'EPERM':
        throw new Refusal(refusal.code, 'mkdir', named(next));
      default:
        yield* demandDirectory(style, next, named(next), refusal.code === 'EEXIST' && todo.length > 0);
    }
  }
  return first;
}

function* attempt(path: string, mode: number): Program<Refusal | undefined> {
  try {
    yield* mkdir(path, mode);
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

function* demandDirectory(style: Style, path: string, named: string, isParent: boolean): Program<void> {
  let kind: string;
  try {
    ({ kind } = yield* stat(path));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(style !== 'sync' && isParent ? 'ENOTDIR' : error.code, 'mkdir', named);
  }
  if (kind !== 'directory') throw new Refusal(isParent ? 'ENOTDIR' : 'EEXIST', 'mkdir', named);
}

function parentOf(path: string): string {
  const at = path.lastIndexOf('/');
  return at <= 0 ? '/' : path.slice(0, at);
}
