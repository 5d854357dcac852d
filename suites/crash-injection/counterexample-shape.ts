import { ATTRIBUTION_KINDS, type Attribution, type MissingCall } from '../../harness/verdict/counterexample.ts';
import { crashPointShape, modelShape } from '../../harness/verdict/crash-shapes.ts';
import { operationShape } from '../../harness/verdict/operation-shape.ts';
import { array, described, integer, named, object, oneOf, string } from '../../harness/verdict/shape.ts';
import { callSiteShape } from '../../harness/verdict/shown-shapes.ts';
import type { CounterexampleCore } from './counterexample-core.ts';

const missingCall = named(
  'missingCall',
  described(
    'A call to insert.',
    object<MissingCall>(
      {
        call: described('What to call.', oneOf('fsync')),
        of: described(
          'What is to be synced: the file that is written or renamed, or the directory that names it.',
          oneOf('file', 'directory'),
        ),
        when: described('On which side of the call beside which it is missing.', oneOf('before', 'after')),
        site: described('The call beside which it is missing.', callSiteShape),
      },
      {},
    ),
  ),
);

const attribution = named(
  'attribution',
  described(
    'Why power loss could do the damage: what had to be on disk before what.',
    object<Attribution>(
      {
        kind: described('The kind of mistake.', oneOf(...ATTRIBUTION_KINDS)),
        sentence: described('For people, naming both calls.', string),
        first: described('What was not on disk yet.', callSiteShape),
      },
      {
        second: described(
          'What was, or what the store did, too early; absent where the acknowledgement came too early.',
          callSiteShape,
        ),
        fix: described(
          'Calls that repair it, inserted virtually; absent where no sync can.',
          object<NonNullable<Attribution['fix']>>(
            {
              calls: described('What to insert.', array(missingCall)),
              verifiedUnder: described(
                'Models under which every loss was tried again with the calls in place, and none broke the requirement.',
                array(modelShape),
              ),
              notVerifiedUnder: described('Models under which that cannot be said.', array(modelShape)),
            },
            {},
          ),
        ),
      },
    ),
  ),
);

type Own = Omit<CounterexampleCore, 'scenario' | 'expected' | 'observed'>;

/** What a counterexample of a crash has beside what all have. */
export const crashShape = object<Own>(
  {
    operations: described('The shrunk workload, run in this order.', array(operationShape)),
    model: described('The persistence model: what a crash may take away.', modelShape),
    models: described(
      'All the models under which a crash can leave this very disk, of those that were tried.',
      array(modelShape),
    ),
    crash: described('Where the first incarnation dies.', crashPointShape),
  },
  {
    recoveryCrash: described('Second crash, in the recovery from the first one.', crashPointShape),
    rounds: described('For repeated crashes: how often.', integer(1)),
    attribution,
  },
);
