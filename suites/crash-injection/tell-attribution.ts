import { siteOf } from '../../harness/crash/call-site.ts';
import type { Change } from '../../harness/host/change.ts';
import type { AttributionKind } from '../../harness/verdict/counterexample.ts';

interface Told {
  readonly first: Change;
  readonly second: Change | undefined;
  /** The operation that was acknowledged too early, or was under way. */
  readonly operation: string;
  /** It was under way when the power went. */
  readonly inFlight: boolean;
  /** What was lost is a name, not content. */
  readonly isName: boolean;
}

/** Why power loss could do the damage, in one sentence that names the calls. */
export function attributionSentence(kind: AttributionKind, { first, second, operation, inFlight, isName }: Told): string {
  const one = describeCall(first);
  switch (kind) {
    case 'missing-fsync-before-rename':
      return `${capitalise(second === undefined ? 'the rename' : describeCall(second))} can reach the disk before ${one}.`;
    case 'missing-fsync-before-acknowledgement':
      return inFlight
        ? `${capitalise(one)} can be missing while what ${operation} did after it is on disk.`
        : `${operation} is acknowledged although ${one} need not be on disk.`;
    case 'missing-directory-fsync':
      return `${operation} is acknowledged although ${one} need not be on disk: the directory was not synced after it.`;
    case 'failed-fsync-taken-for-success':
      if (isName) return `An fsync failed, and ${operation} was acknowledged all the same, although ${one} need not be on disk.`;
      return `An fsync failed, and ${operation} was acknowledged all the same: what ${one} wrote is given up, and no later fsync brings it back.`;
    case 'non-atomic-write-in-place':
      return `Power lost before ${one} is all on disk leaves part of it, whatever is synced afterwards: write a new file and rename it, or let recovery tell the part from the whole.`;
    case 'several-files-without-commit-point':
      return `${operation} changes several files, and no single one of them decides: ${one} can be lost while another is on disk.`;
  }
}

/** "the write of 24 bytes to a.json.tmp (store.js:38)". */
function describeCall({ event }: Change): string {
  const site = event.stack === undefined ? undefined : siteOf(event.stack, event.api);
  const where = site === undefined ? '' : ` (${site.file}:${site.line})`;
  const file = shortPath(event.path);
  switch (event.primitive) {
    case 'rename':
      return `the rename of ${file} to ${shortPath(event.to)}${where}`;
    case 'write':
    case 'writev':
      return `the data written to ${file}${where}`;
    case 'open':
      return `${event.effects.some(({ op }) => op === 'inode') ? 'the creation' : 'the truncation'} of ${file}${where}`;
    case 'ftruncate':
      return `the truncation of ${file}${where}`;
    case 'unlink':
    case 'rmdir':
      return `the removal of ${file}${where}`;
    default:
      return `the ${event.primitive} of ${file}${where}`;
  }
}

function shortPath(path = 'a file'): string {
  return path.replace(/^\/data\//, '').replace(/^\/data$/, 'the directory');
}

function capitalise(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
