import type { Dirent } from 'node:fs';
import { join, relative } from 'node:path';
import type { DirectoryEntry } from '../../kernel.ts';
import type { encodingOf } from '../arguments.ts';
import { direntOf, encodeName, sorted } from '../dirent.ts';
import type { Style } from '../drive.ts';
import { type Program, Refusal, readdir, stat } from '../primitive.ts';

export interface ListTree {
  encoding: ReturnType<typeof encodingOf>;
  /** Dirents instead of names. */
  typed: boolean;
}

/** Since Node 22 `withFileTypes` follows links to directories, as names always did; by promise it does not. */
const TYPED_FOLLOWS_LINKS = Number.parseInt(process.versions.node, 10) >= 22;

/**
 * `readdir` with `recursive`. The promise function takes the directory it found last next and reads it as soon as it sees it, the
 * others take the first; so they give the names in different orders.
 */
export function* listTree(style: Style, root: string, { encoding, typed }: ListTree): Program<(string | Dirent)[]> {
  const found: (string | Dirent)[] = [];
  const depthFirst = style === 'promise';
  const queue: { path: string; entries: DirectoryEntry[] | undefined }[] = [{ path: root, entries: undefined }];
  if (queue[0] && depthFirst) queue[0].entries = sorted(yield* readdir(root));
  for (let next = queue.shift(); next !== undefined; next = depthFirst ? queue.pop() : queue.shift()) {
    const { path } = next;
    for (const entry of next.entries ?? sorted(yield* readdir(path))) {
      const follows = !typed || (TYPED_FOLLOWS_LINKS && !depthFirst);
      // Node joins the name as it was asked for, and so refuses Buffers in all cases but this one.
      const inside = follows || entry.kind === 'directory' ? join(path, encodeName(entry.name, encoding) as string) : '';
      found.push(typed ? direntOf(entry, path, encoding) : relative(root, inside));
      if (entry.kind === 'directory' || (follows && entry.kind === 'symlink' && (yield* leadsToDirectory(inside)))) {
        queue.push({ path: inside, entries: depthFirst ? sorted(yield* readdir(inside)) : undefined });
      }
    }
  }
  return found;
}

function* leadsToDirectory(path: string): Program<boolean> {
  try {
    return (yield* stat(path)).kind === 'directory';
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}
