import { mkdir, type Program, Refusal, stat } from '../primitive.ts';

/**
 * `mkdir` with `recursive`: tries the deepest directory, goes up while the parent is missing, then makes them on the way back, as
 * Node's `MKDirp` does. Returns the first directory made, or `undefined` if all were there.
 */
export function* makeDirectories(path: string, mode: number): Program<string | undefined> {
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
        if (parent === next) throw new Refusal('EEXIST', 'mkdir', path);
        todo.push(next, parent);
        break;
      }
      case 'EACCES':
      case 'ENOSPC':
      case 'ENOTDIR':
      case 'EPERM':
        throw refusal;
      default:
        yield* demandDirectory(next, refusal.code, todo.length > 0);
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

function* demandDirectory(path: string, code: string, isParent: boolean): Program<void> {
  let kind: string;
  try {
    ({ kind } = yield* stat(path));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(error.code, 'mkdir', path);
  }
  if (kind !== 'directory') throw new Refusal(code === 'EEXIST' && isParent ? 'ENOTDIR' : 'EEXIST', 'mkdir', path);
}

function parentOf(path: string): string {
  const at = path.lastIndexOf('/');
  return at <= 0 ? '/' : path.slice(0, at);
}
