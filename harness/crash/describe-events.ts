import type { FsEvent } from '../disk/trace.ts';

const MOST_ACTIONS = 8;

/** "opened a.json, read 524288 bytes of a.json"; long ones elided in the middle. */
export function actions(events: readonly FsEvent[]): string {
  const told = merged(events).map(describeEvent);
  if (told.length === 0) return 'did nothing on disk';
  if (told.length <= MOST_ACTIONS) return told.join(', ');
  return [...told.slice(0, MOST_ACTIONS / 2), '...', ...told.slice(-MOST_ACTIONS / 2)].join(', ');
}

/** Without what tells nothing, and with reads of one file one after the other as one. */
function merged(events: readonly FsEvent[]): FsEvent[] {
  const kept: FsEvent[] = [];
  for (const event of events) {
    if (QUIET.has(event.primitive)) continue;
    const last = kept.at(-1);
    if (event.primitive === 'read' && last?.primitive === 'read' && last.path === event.path && last.error === undefined) {
      kept[kept.length - 1] = { ...last, length: (last.length ?? 0) + (event.length ?? 0) };
    } else kept.push(event);
  }
  return kept;
}

const QUIET: ReadonlySet<string> = new Set(['close', 'fstat', 'stat', 'lstat', 'realpath', 'access', 'fsync', 'fdatasync']);

export function describeEvent(event: FsEvent): string {
  const file = shortPath(event.path);
  const failed = event.error === undefined ? '' : ` (${event.error})`;
  switch (event.primitive) {
    case 'open': {
      const made = event.effects.some(({ op }) => op === 'inode') ? ', which created it' : '';
      const emptied = event.effects.some(({ op }) => op === 'size') ? ', which emptied it' : '';
      return `opened ${file}${made}${emptied}${failed}`;
    }
    case 'read':
    case 'readv':
      return `read ${event.length ?? 0} bytes of ${file}${failed}`;
    case 'write':
    case 'writev':
      return `wrote ${event.length ?? 0} bytes to ${file}${event.offset ? ` at ${event.offset}` : ''}${failed}`;
    case 'readdir':
      return `listed ${file}${failed}`;
    case 'rename':
      return `renamed ${file} to ${shortPath(event.to)}${failed}`;
    case 'unlink':
    case 'rmdir':
      return `removed ${file}${failed}`;
    case 'ftruncate':
      return `truncated ${file}${failed}`;
    case 'symlink':
      return `made the link ${shortPath(event.to)} to ${file}${failed}`;
    case 'readlink':
      return `read the link ${file}${failed}`;
    case 'link':
      return `linked ${file} to ${shortPath(event.to)}${failed}`;
    case 'mkdir':
      return `made the directory ${file}${failed}`;
    default:
      return `${event.primitive} of ${file}${failed}`;
  }
}

/** The directory that the store was given is not named, nor a link to it: what matters is below it. */
function shortPath(path = 'a file'): string {
  return path.replace(/^\/(link-to-)?data\//, '').replace(/^\/(link-to-)?data$/, 'the directory');
}
