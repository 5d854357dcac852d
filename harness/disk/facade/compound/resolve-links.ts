import { resolve } from 'node:path';
import { lstat, type Program, readlink, stat } from '../primitive.ts';

/**
 * `realpath` in Node's own JavaScript: looks at each component from the root on, and starts over behind each link. `root` is a
 * prefix that is taken as it is: above a simulated mount there is nothing of ours to look at.
 */
export function* resolveLinks(path: string, root: string): Program<string> {
  let rest = resolve(path);
  let position = rest === root || rest.startsWith(`${root}/`) ? root.length : 0;
  const known = new Set<string>();
  const targets = new Map<number, string>();
  while (position < rest.length) {
    const next = rest.indexOf('/', position + 1);
    const end = next === -1 ? rest.length : next;
    const previous = rest.slice(0, position);
    const base = rest.slice(0, end);
    position = end;
    if (known.has(base)) continue;
    const found = yield* lstat(base);
    if (found.kind !== 'symlink') {
      known.add(base);
      continue;
    }
    let target = targets.get(found.ino);
    if (target === undefined) {
      yield* stat(base);
      target = yield* readlink(base);
      targets.set(found.ino, target);
    }
    rest = resolve(resolve(previous === '' ? '/' : previous, target), rest.slice(end + 1));
    position = rest === root || rest.startsWith(`${root}/`) ? root.length : 0;
  }
  return rest;
}
