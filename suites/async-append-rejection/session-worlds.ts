import type { Operation } from '../../harness/model/operation.ts';
import { applyOperation, type ComparedParts, type ModelState } from '../../harness/model/reference.ts';
import { stateKey } from '../../harness/model/session-model.ts';

/** One operation on a session, and whether it must have taken effect, or may have. */
export interface Step {
  /** Index in the life's operations. */
  readonly index: number;
  readonly operation: Operation;
  readonly must: boolean;
}

/** One state that a session may be in. */
export interface World {
  readonly state: ModelState;
  /** Steps that took effect in it, by index; of several ways that lead to it, the one with most of them. */
  readonly applied: ReadonlySet<number>;
}

export interface WorldOptions {
  readonly parts: ComparedParts;
  /** The store has `create`: what another write does to a session that is not there is then its own affair, up to nothing. */
  readonly creates: boolean;
}

/** The states that a session may be in, by `stateKey`. */
export type Worlds = ReadonlyMap<string, World>;

/**
 * After these steps, each as a whole or not at all, in their order: all that must have taken effect, and any of the others.
 *
 * @param narrow keeps those that agree with what was seen after a step; given the worlds after that step.
 */
export function worldsAfter(
  steps: readonly Step[],
  { parts, creates }: WorldOptions,
  narrow: (step: number, worlds: Worlds) => Worlds = (_, worlds) => worlds,
): Worlds {
  let worlds: Worlds = new Map([[stateKey(null, parts), { state: null, applied: new Set<number>() }]]);
  for (const { index, operation, must } of steps) {
    const next = new Map<string, World>();
    const add = (world: World): void => {
      const key = stateKey(world.state, parts);
      const known = next.get(key);
      if (known === undefined || known.applied.size < world.applied.size) next.set(key, world);
    };
    for (const world of worlds.values()) {
      const applied = new Set([...world.applied, index]);
      add({ state: applyOperation(world.state, operation), applied });
      const nothing = world.state === null && creates && operation.op !== 'create';
      if (nothing) add({ state: null, applied });
      if (!must) add(world);
    }
    worlds = narrow(index, next);
  }
  return worlds;
}
