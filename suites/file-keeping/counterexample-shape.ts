import { operationShape } from '../../harness/verdict/operation-shape.ts';
import { array, described, integer, object, oneOf, string } from '../../harness/verdict/shape.ts';
import type { KeepCore } from './counterexample-core.ts';
import { LOOKS, TRIAL_KINDS } from './trial.ts';

/** What a counterexample of this suite has beside what all have. */
export const keepShape = object<Omit<KeepCore, 'scenario' | 'expected' | 'observed'>>(
  {
    operations: described('The shrunk workload, run in this order.', array(operationShape)),
    trial: described(
      "What was unusual: the processes' umask, another mode or owner of the session's file, a symbolic link in its place, a temporary directory on another file system, a read-only directory, or names that are folded or long.",
      oneOf(...TRIAL_KINDS),
    ),
    reopenBefore: described(
      'In front of which operations, by index, the store was closed and opened again; their number stands for the end.',
      array(integer(0)),
    ),
    sessions: described('The sessions that were read.', array(string)),
  },
  {
    given: described(
      'The attributes that the files of the session were given after the first life.',
      object<NonNullable<KeepCore['given']>>({}, { mode: integer(0), uid: integer(0), gid: integer(0) }),
    ),
    failing: described(
      'The call of the second life that fails with EIO: of those of this primitive the one with this number, from 0.',
      object<NonNullable<KeepCore['failing']>>({ primitive: oneOf(...LOOKS), call: integer(0) }, {}),
    ),
  },
);
