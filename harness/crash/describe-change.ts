import type { Change } from '../host/change.ts';
import { siteOf } from './call-site.ts';

/** A change in words, with the line that made it: "the rename of a.tmp to a.json (store.js:41)". */
export function describeChange({ event }: Change): string {
  const file = shortPath(event.path);
  const site = event.stack === undefined ? undefined : siteOf(event.stack, event.api);
  const where = site === undefined ? '' : ` (${event.api} at ${site.file}:${site.line})`;
  switch (event.primitive) {
    case 'open':
      return `opening ${file} for writing, which ${event.effects.some(({ op }) => op === 'inode') ? 'creates' : 'empties'} it${where}`;
    case 'write':
    case 'writev':
      return `the write of ${event.length ?? 0} bytes to ${file}${where}`;
    case 'rename':
      return `the rename of ${file} to ${shortPath(event.to)}${where}`;
    case 'ftruncate':
      return `the truncation of ${file}${where}`;
    case 'link':
    case 'symlink':
      return `the ${event.primitive} of ${file} to ${shortPath(event.to)}${where}`;
    default:
      return `the ${event.primitive} of ${file}${where}`;
  }
}

/** The directory that the store was given is not named: what matters is below it. */
function shortPath(path = 'a file'): string {
  return path.replace(/^\/data\//, '').replace(/^\/data$/, 'the directory');
}
