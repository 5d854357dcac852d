import type { Change } from '../host/change.ts';
import type { Life } from '../host/host.ts';
import type { OperationStatus } from '../model/history.ts';
import type { Operation } from '../model/operation.ts';
import { sessionOf } from '../model/operation.ts';
import type { CrashPoint } from '../verdict/counterexample.ts';
import { siteOf } from './call-site.ts';

export interface CrashTale {
  readonly life: Pick<Life<unknown>, 'changes' | 'report'>;
  readonly point: CrashPoint;
  readonly statuses: readonly OperationStatus[];
  readonly recoveryCrash?: CrashPoint | undefined;
}

/** What happened up to the crash and after it, a sentence a step. */
export function tellCrash({ life, point, statuses, recoveryCrash }: CrashTale): string[] {
  const { changes, report } = life;
  const story: string[] = ['The store was opened on an empty directory.'];
  const done = report.operations.filter((_, index) => statuses[index] === 'acknowledged');
  if (done.length > 0) story.push(`Acknowledged: ${done.map(nameOf).join(', then ')}.`);
  const pending = report.operations.filter((_, index) => statuses[index] === 'pending');
  if (pending.length > 0) story.push(`In flight: ${pending.map(nameOf).join(', ')}.`);
  const [last, next] = [changes[point.changes - 1], changes[point.changes]];
  if (last !== undefined) story.push(`The last change to reach the disk was ${describeChange(last)}.`);
  story.push(`Then the process was killed${momentOf(point, next)}.`);
  if (recoveryCrash === undefined) story.push('A new process opened the store on what was there.');
  else {
    story.push(
      `A new process opened the store, and was killed too, after it had made ${recoveryCrash.changes} change${recoveryCrash.changes === 1 ? '' : 's'} of its own.`,
      'A third process opened the store on what was there.',
    );
  }
  return story;
}

function nameOf(operation: Operation): string {
  const session = sessionOf(operation);
  return session === undefined ? operation.op : `${operation.op} of ${session}`;
}

function momentOf(point: CrashPoint, next: Change | undefined): string {
  if (next === undefined) return '';
  if (point.tornBytes === undefined) return ` before ${describeChange(next)}`;
  return ` when ${point.tornBytes} bytes of ${describeChange(next)} were on disk`;
}

/** A change in words, with the line that made it: "the rename of a.tmp to a.json (store.js:41)". */
function describeChange({ event }: Change): string {
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
