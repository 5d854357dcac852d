import type { Json } from '../../harness/contract/session-store.ts';
import type { Problem } from '../../harness/host/problem.ts';
import type { ReadResult } from '../../harness/host/snapshot.ts';
import type { ComparedParts } from '../../harness/model/reference.ts';
import { stateKey } from '../../harness/model/session-model.ts';
import { recordTroubles } from './record-troubles.ts';
import { type Step, type WorldOptions, type Worlds, worldsAfter } from './session-worlds.ts';

/** Why what was read of a session is none of the states that it may be in. */
export type Trouble =
  | { readonly what: 'unreadable'; readonly problem: Problem }
  /** Acknowledged, and not there; the first of them, by its index. */
  | { readonly what: 'lost'; readonly step: number }
  /** A state that an earlier look had ruled out: what was refused is there after all, or the other way round. */
  | { readonly what: 'came-back' }
  /** Part of an operation, or something that nobody wrote. */
  | { readonly what: 'not-whole' }
  /** Some records of a group that was not acknowledged. */
  | { readonly what: 'part-of-group' }
  | { readonly what: 'twice' }
  | { readonly what: 'out-of-order' };

/** @param narrow see `worldsAfter`. */
export function troublesOf(
  result: ReadResult,
  steps: readonly Step[],
  options: WorldOptions,
  narrow?: (step: number, worlds: Worlds) => Worlds,
): Trouble[] {
  if ('problem' in result) return [{ what: 'unreadable', problem: result.problem }];
  const key = keyOf(result, options.parts);
  if (worldsAfter(steps, options, narrow).has(key)) return [];
  if (narrow !== undefined && worldsAfter(steps, options).has(key)) return [{ what: 'came-back' }];
  const any = worldsAfter(
    steps.map((step) => ({ ...step, must: false })),
    options,
  ).get(key);
  const lost = any === undefined ? undefined : steps.find(({ index, must }) => must && !any.applied.has(index));
  if (lost !== undefined) return [{ what: 'lost', step: lost.index }];
  if (worldsAfter(steps.flatMap(inParts), options).has(key)) return [{ what: 'part-of-group' }];
  const records = options.parts.records ? (result.state?.records ?? []) : [];
  const troubles = recordTroubles(records as readonly Json[], steps).map(
    (trouble): Trouble => ({ what: trouble === 'never-written' ? 'not-whole' : trouble }),
  );
  return troubles.length > 0 ? troubles : [{ what: 'not-whole' }];
}

/** A group that need not be there, record by record. */
function inParts(step: Step): Step[] {
  const { operation, must } = step;
  if (must || operation.op !== 'appendAll') return [step];
  return operation.records.map((record) => ({ ...step, operation: { op: 'append', session: operation.session, record } }));
}

/** Equal for results that show the same. */
export function keyOf(result: Extract<ReadResult, { state: unknown }>, parts: ComparedParts): string {
  try {
    return stateKey(result.state, parts);
  } catch {
    return 'no JSON';
  }
}
