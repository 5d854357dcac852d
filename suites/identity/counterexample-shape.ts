import { operationShape } from '../../harness/verdict/operation-shape.ts';
import { array, described, integer, object, oneOf, string } from '../../harness/verdict/shape.ts';
import type { IdentityCore } from './counterexample-core.ts';
import { TRIAL_KINDS } from './trial.ts';

/** What a counterexample of this suite has beside what all have. */
export const identityShape = object<Omit<IdentityCore, 'scenario' | 'expected' | 'observed'>>(
  {
    operations: described('The shrunk workload, run in this order.', array(operationShape)),
    trial: described(
      'What it is about: ids, what is stored under plain ones, the same where JSON has no form for it, objects that the caller changes afterwards, a second store in the same process, a session that is made of another one, or one that is too long to be read in one piece.',
      oneOf(...TRIAL_KINDS),
    ),
    reopenBefore: described(
      'In front of which operations, by index, the store was closed and opened again; their number stands for the end.',
      array(integer(0)),
    ),
    sessions: described('The sessions that were read.', array(string)),
    looks: described(
      'Whether everything was read after each operation, or only when a life began and ended.',
      oneOf('each', 'ends'),
    ),
  },
  {
    longestString: described('In the second life no string of more characters could be made of bytes.', integer(1)),
    fork: described(
      'The second session was made of so many records of the first, and in front of which operation.',
      object<NonNullable<IdentityCore['fork']>>({ before: integer(0), at: integer(0) }, {}),
    ),
    beside: described(
      'What was done in a second store on another directory, and in front of which operation.',
      object<NonNullable<IdentityCore['beside']>>({ before: integer(0), operations: array(operationShape) }, {}),
    ),
  },
);
