import { describeValue } from '../../harness/contract/describe-value.ts';
import { faultShape } from '../../harness/crash/fault-shape.ts';
import { crashPointShape, modelShape } from '../../harness/verdict/crash-shapes.ts';
import { operationShape } from '../../harness/verdict/operation-shape.ts';
import {
  array,
  described,
  integer,
  named,
  object,
  oneOf,
  type Shape,
  ShapeMismatch,
  shape,
  string,
} from '../../harness/verdict/shape.ts';
import type { ToldChapter, UpgradeCore } from './counterexample-core.ts';
import { type NumberEdit, TRIAL_KINDS } from './trial.ts';

const versionShape = described('Name of the older version that lived; absent: the present one.', string);

const numberShape: Shape<number | string> = shape(
  (value, where) => {
    if (typeof value === 'number' || typeof value === 'string') return value;
    throw new ShapeMismatch(where, 'a number or a text', describeValue(value));
  },
  { anyOf: [{ type: 'number' }, { type: 'string' }] },
);

const lifeShape = named(
  'upgradeLife',
  described(
    'One life of a version of the store.',
    object<ToldChapter>(
      { operations: described('How many of the operations, in their order, it was told.', integer(0)) },
      {
        version: versionShape,
        numbers: described(
          'What the version numbers of the files were made to be before it began: under which key, and what. An empty key: the whole of a file.',
          object<NumberEdit>({ key: string, to: numberShape }, {}),
        ),
        model: modelShape,
        crash: described('Where it was cut short; absent: it was closed.', crashPointShape),
        fault: described('Which calls of the file system went wrong meanwhile.', faultShape),
        beside: described(
          'A second version that was opened on the same directory before the last operation, and how many operations it was told: they stand before that one.',
          object<NonNullable<ToldChapter['beside']>>({ operations: integer(0) }, { version: versionShape }),
        ),
      },
    ),
  ),
);

/** What a counterexample of this suite has beside what all have. */
export const upgradeShape = object<Omit<UpgradeCore, 'scenario' | 'expected' | 'observed'>>(
  {
    operations: described('The operations of all lives, one after another.', array(operationShape)),
    trial: described(
      'What it is about: the present version takes over what an older one wrote; the older one comes back; it looks at a migration that was cut short; opening again and again; files of an unknown version, read and written; two versions at once.',
      oneOf(...TRIAL_KINDS),
    ),
    lives: described('Lives of the store on one directory, which is empty at first.', array(lifeShape)),
  },
  {},
);
