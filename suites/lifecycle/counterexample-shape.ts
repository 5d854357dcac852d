import type { PoolCommand } from '../../harness/model/pool/command.ts';
import { array, boolean, described, integer, object, oneOf, string } from '../../harness/verdict/shape.ts';

/** A command in a file: which keys it has follows from its `op`. */
interface CommandInFile {
  readonly op: PoolCommand['op'];
  readonly chat?: string;
  readonly agent?: string;
  readonly ms?: number;
  readonly dirty?: boolean;
  readonly unpushed?: boolean;
  readonly ageMs?: number;
}

const command = object<CommandInFile>(
  {
    op: oneOf(
      'prompt',
      'abort',
      'close',
      'sweep',
      'reap',
      'dispose',
      'pass',
      'delta',
      'terminal',
      'trailing-terminal',
      'exit',
      'stall',
      'spawn-fails',
      'worktree',
      'unknown-worktree',
    ),
  },
  { chat: string, agent: string, ms: integer(0), dirty: boolean, unpushed: boolean, ageMs: integer(0) },
);

interface LifecycleKeys {
  readonly operations: CommandInFile[];
  readonly choices: number[];
  readonly crash?: { readonly changes: number };
}

/** What a counterexample of this suite has beside what all have. */
export const lifecycleShape = object<LifecycleKeys>(
  {
    operations: described('What was called, and what the agents did, in this order.', array(command)),
    choices: described(
      'What went on next, whenever something was to complete: 0 what had waited longest, and so on; the number after the last one is the next operation.',
      array(integer(0)),
    ),
  },
  {
    crash: described(
      'The pool was killed when so many changes of the rows had reached the disk, and opened again.',
      object<{ changes: number }>({ changes: integer(0) }, {}),
    ),
  },
);
