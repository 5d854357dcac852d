import { faultShape } from '../../harness/crash/fault-shape.ts';
import { operationShape } from '../../harness/verdict/operation-shape.ts';
import { array, described, integer, object, oneOf, yes } from '../../harness/verdict/shape.ts';
import type { FailingDiskCore } from './counterexample-core.ts';

/** What a counterexample of this suite has beside what all have. */
export const failingDiskShape = object<Omit<FailingDiskCore, 'scenario' | 'expected' | 'observed'>>(
  {
    operations: described('The shrunk workload, run in this order.', array(operationShape)),
    afterwards: described('What was done after a look at what the instance showed.', array(operationShape)),
    afterClose: described('What was called on the store that was closed.', array(operationShape)),
  },
  {
    closesAtOnce: described('The store was closed without a flush.', yes),
    unawaited: described('The last operation was called and not awaited when the store was closed.', yes),
    killedAfter: described(
      'The process was killed when so many changes of the disk had happened, while it dealt with the failure.',
      integer(0),
    ),
    backend: described('The store was opened on a backend whose appends return a promise that is rejected.', oneOf('rejects')),
    repeated: described(
      'What was done over and over after these operations, everything being read after each round.',
      array(operationShape),
    ),
    reopens: described('The store was closed and opened anew before each round of `repeated`.', yes),
    unserialisable: described('The operation, by index, whose value cannot be serialised.', integer(0)),
    fault: described('Which calls of the file system went wrong, and how; absent where none did.', faultShape),
  },
);
