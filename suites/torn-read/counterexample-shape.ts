import type { Advance } from '../../harness/verdict/counterexample.ts';
import { crashPointShape, turnShape } from '../../harness/verdict/crash-shapes.ts';
import { operationShape } from '../../harness/verdict/operation-shape.ts';
import { array, described, integer, named, object, oneOf, oneOfKinds } from '../../harness/verdict/shape.ts';
import type { TornReadCore } from './counterexample-core.ts';
import type { BesideSchedule, ReaderSchedule, WithinSchedule } from './reader-schedule.ts';

const advance = object<Advance>(
  {
    primitive: described('Of the reader, counted from 0.', integer(0)),
    to: described('Where the writer stands from then on.', crashPointShape),
  },
  {},
);

const schedule = named(
  'readerSchedule',
  described(
    'When a reader read.',
    oneOfKinds<ReaderSchedule>('reader', {
      'other-process': described(
        'A reader in another process.',
        object<BesideSchedule>(
          {
            reader: oneOf('other-process'),
            at: described('Where the writer stood when the reader opened the store.', crashPointShape),
            advances: described('How far the writer went on in front of which primitive of the reader.', array(advance)),
          },
          {},
        ),
      ),
      'same-instance': described(
        'A reader in the same instance as the writer.',
        object<WithinSchedule>(
          { reader: oneOf('same-instance'), turns: described('Who took how many steps, in order.', array(turnShape)) },
          {},
        ),
      ),
    }),
  ),
);

/** What a counterexample of this suite has beside what all have. */
export const tornReadShape = object<Omit<TornReadCore, 'scenario' | 'expected' | 'observed'>>(
  {
    operations: described('The shrunk workload of the writer, run in this order.', array(operationShape)),
    schedule: described('When the reader read.', schedule),
  },
  {},
);
