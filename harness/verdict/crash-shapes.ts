import { type CrashPoint, type KillPoint, NEXT_LIVES, PERSISTENCE_MODELS, type Turn } from './counterexample.ts';
import { array, described, integer, named, object, oneOf, string } from './shape.ts';

/** What counterexamples of several suites are made of: where somebody dies, and who goes on when. */
export const crashPointShape = named(
  'crashPoint',
  described(
    'A position in the trace.',
    object<CrashPoint>(
      { changes: described('How many disk-changing primitives took effect before the crash.', integer(0)) },
      {
        tornBytes: described('Of the next change, a write, this many bytes took effect; absent: none of it.', integer(1)),
        syncs: described('Power was lost: how many syncs had returned or failed.', integer(0)),
        lost: described(
          'Power was lost, and of what was done before, these micro-operations were not on disk yet: their indices, ascending.',
          array(integer(0)),
        ),
        failedSync: described('The sync, counted from 0, that failed with EIO on the way.', integer(0)),
        killed: described(
          'An earlier life was killed on the way, and another one went on with what it left; counts are of both together.',
          object<KillPoint>(
            {
              operations: described('How many of the operations were the first life’s.', integer(0)),
              changes: described('How many changes it had made.', integer(0)),
              syncs: described('How many of its syncs had returned or failed.', integer(0)),
            },
            {},
          ),
        ),
        nextLife: described(
          'When the next process came: within minutes, or 40 days later; absent: a day later.',
          oneOf(...NEXT_LIVES),
        ),
      },
    ),
  ),
);

export const modelShape = named('model', described('What a crash may take away.', oneOf(...PERSISTENCE_MODELS)));

export const turnShape = named(
  'turn',
  object<Turn>(
    { client: described('writer or reader; client-1, death-1 and so on.', string) },
    { steps: described('Absent: until it is done.', integer(0)) },
  ),
);
