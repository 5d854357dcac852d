import type { PoolCommand, PoolProgram } from '../../harness/model/pool/command.ts';
import type { FoundProgram } from './shrink.ts';

/** What makes a failure of this suite happen again, and what it was. Plain data. */
export interface LifecycleCore {
  readonly scenario: 'lifecycle';
  readonly operations: readonly PoolCommand[];
  /** What went on next, whenever something was to complete; see `PoolProgram`. */
  readonly choices: readonly number[];
  /** The pool was killed when so many changes of the rows had reached the disk. */
  readonly crash?: { readonly changes: number };
  readonly expected: string;
  readonly observed: string;
}

export function coreOfLifecycle({ program: { commands, choices, crash }, deviation }: FoundProgram): LifecycleCore {
  return {
    scenario: 'lifecycle',
    operations: [...commands],
    choices: [...choices],
    ...(crash === undefined ? {} : { crash }),
    expected: deviation.expected,
    observed: deviation.observed,
  };
}

export function programOf({ operations, choices, crash }: LifecycleCore): PoolProgram {
  return { commands: operations, choices, ...(crash === undefined ? {} : { crash }) };
}
