import type { DiskLog, MicroOperation } from '../../disk/disk-log.ts';
import type { PowerLossRules } from './power-loss-model.ts';

// A disk after power loss is told by what it lacks: the operations done before the moment that are not on it, by index, ascending.

/** What had not been forced at a moment: the operations that power loss may take, ascending. */
export function unforcedAt(log: DiskLog, { forcedAt }: PowerLossRules, moment: number): number[] {
  const count = log.before[moment]?.operations ?? 0;
  const unforced: number[] = [];
  for (let index = 0; index < count; index++) if ((forcedAt[index] ?? 0) > moment) unforced.push(index);
  return unforced;
}

/** The loss of some unforced operations, with everything unforced that depends on them. */
export function withDependents(lost: Iterable<number>, unforced: readonly number[], { dependencies }: PowerLossRules): number[] {
  const gone = new Set(lost);
  for (const index of unforced) if (dependencies[index]?.some((earlier) => gone.has(earlier)) === true) gone.add(index);
  return unforced.filter((index) => gone.has(index));
}

/** Whether power loss at this moment can leave exactly this: nothing forced is lost, and nothing that depends on what is lost is there. */
export function allows(log: DiskLog, rules: PowerLossRules, moment: number, lost: readonly number[]): boolean {
  const unforced = unforcedAt(log, rules, moment);
  const free = new Set(unforced);
  return lost.every((index) => free.has(index)) && withDependents(lost, unforced, rules).length === lost.length;
}

/** Every possible loss; their number can double with each operation. */
export function* everyLoss(log: DiskLog, rules: PowerLossRules, moment: number): Generator<number[]> {
  yield* extend([], 0, unforcedAt(log, rules, moment), rules);
}

function* extend(lost: number[], at: number, unforced: readonly number[], rules: PowerLossRules): Generator<number[]> {
  const index = unforced[at];
  if (index === undefined) {
    yield lost;
    return;
  }
  const mustGo = rules.dependencies[index]?.some((earlier) => lost.includes(earlier)) === true;
  if (!mustGo) yield* extend(lost, at + 1, unforced, rules);
  yield* extend([...lost, index], at + 1, unforced, rules);
}

export interface LossDepth {
  /** How many operations are lost by themselves, apart from their dependents. */
  readonly omitted: 1 | 2;
  /** Only so many of the last unforced operations are lost by themselves. */
  readonly window: number;
  /** Where at most so many are unforced, every possible loss is tried. */
  readonly exhaustive: number;
}

/**
 * The losses that are tried, each once, the likeliest to show a mistake first: the content of one file, single operations, everything
 * that was not forced, everything from some point on, nothing; then pairs, or all, as the depth says. Their number grows with the window, not with
 * the length of the log.
 */
export function* likelyLosses(
  log: DiskLog,
  rules: PowerLossRules,
  moment: number,
  { omitted, window, exhaustive }: LossDepth,
): Generator<number[]> {
  const unforced = unforcedAt(log, rules, moment);
  const recent = unforced.slice(-window);
  const seen = new Set<string>();
  function* once(lost: number[]): Generator<number[]> {
    const key = lost.join();
    if (seen.has(key)) return;
    seen.add(key);
    yield lost;
  }
  const lose = (lost: readonly number[]) => once(withDependents(lost, unforced, rules));
  for (const content of contentsOf(recent, log.operations)) yield* lose(content);
  for (const index of recent) yield* lose([index]);
  yield* once(unforced);
  for (let from = recent.length - 1; from > 0; from--) yield* once(withDependents(recent.slice(from), unforced, rules));
  yield* once([]);
  if (unforced.length <= exhaustive) for (const lost of everyLoss(log, rules, moment)) yield* once(lost);
  else if (omitted === 2) {
    for (const [at, one] of recent.entries()) for (const other of recent.slice(at + 1)) yield* lose([one, other]);
  }
}

/** The data and sizes of each file among the operations. */
function contentsOf(indices: readonly number[], operations: readonly MicroOperation[]): number[][] {
  const files = new Map<number, number[]>();
  for (const index of indices) {
    const operation = operations[index];
    if (operation === undefined || operation.kind === 'names') continue;
    const known = files.get(operation.ino);
    if (known === undefined) files.set(operation.ino, [index]);
    else known.push(index);
  }
  return [...files.values()].reverse();
}
