import { tearsOf } from '../../harness/crash/process-kill.ts';
import type { Change } from '../../harness/host/change.ts';
import type { Life } from '../../harness/host/host.ts';
import type { CrashPoint } from '../../harness/verdict/counterexample.ts';
import { thinned } from './thinned.ts';

/** How many readers in another process are tried on one workload at most, of each kind. */
export interface BesideLimits {
  /** That find the writer at one point and read while it stands there. */
  readonly points: number;
  /** For which it goes on once while they read. */
  readonly advances: number;
  /** Primitives of one reader in front of which it does. */
  readonly primitives: number;
}

/** The changes during which readers are tried: those that come after the invocation of the operation in focus. */
export interface Focus {
  readonly first: number;
  /** Where the operation before it began, or the same as `first`. */
  readonly before: number;
}

export function focusedChanges({ changes, report }: Pick<Life<unknown>, 'changes' | 'report'>, operation: number): Focus {
  const firstAfter = (of: number): number => {
    const invocation = report.history.findIndex((event) => event.type === 'invoke' && event.operation === of);
    const found = changes.findIndex(({ historyBefore }) => historyBefore > invocation);
    return invocation === -1 || found === -1 ? changes.length : found;
  };
  const first = firstAfter(operation);
  return { first, before: operation === 0 ? first : firstAfter(operation - 1) };
}

/** Every place at which a reader may find the writer, as far as the limit goes: in front of each change, inside each long write, and at the end. */
export function pointsFrom(changes: readonly Change[], first: number, most: number): CrashPoint[] {
  const whole: CrashPoint[] = changes.slice(first).map(({ index }) => ({ changes: index }));
  const torn = changes
    .slice(first)
    .flatMap((change) => tearsOf(change, 'some').map((tornBytes): CrashPoint => ({ changes: change.index, tornBytes })));
  const chosen = [...thinned(whole, Math.max(2, most - Math.min(torn.length, Math.floor(most / 3))))];
  chosen.push(...thinned(torn, Math.max(2, most - chosen.length)), { changes: changes.length });
  return chosen.sort((one, other) => one.changes - other.changes || (one.tornBytes ?? 0) - (other.tornBytes ?? 0));
}

/** In front of which primitives of a reader the writer goes on: all but the first, or an even choice of them that has the marks in it. */
export function primitivesOf(marks: readonly number[], most: number): number[] {
  const total = marks.at(-1) ?? 0;
  const all = Array.from({ length: Math.max(0, total - 1) }, (_, index) => index + 1);
  if (all.length <= most) return all;
  const inner = marks.slice(0, -1).filter((mark) => mark > 0 && mark < total);
  return [...new Set([...inner, ...thinned(all, most)])].sort((one, other) => one - other);
}

/** The end of the operation that the writer is in the midst of, in changes. */
export function endOfOperation(changes: readonly Change[], from: number): number {
  const history = changes[from]?.historyBefore ?? 0;
  return changes.slice(from).find(({ historyBefore }) => historyBefore > history)?.index ?? changes.length;
}
