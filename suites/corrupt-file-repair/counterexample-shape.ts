import { DAMAGE_KINDS, type Damage, type DamageKind } from '../../harness/corruption/damage.ts';
import { operationShape } from '../../harness/verdict/operation-shape.ts';
import { array, described, integer, named, object, oneOf, type Shape, shape, string } from '../../harness/verdict/shape.ts';
import type { CorruptFileCore } from './counterexample-core.ts';

interface DamageKeys {
  file: string;
  kind: DamageKind;
  at?: number;
  bytes?: number;
  bit?: number;
  becomes?: string;
  text?: string;
  of?: string;
  content?: string;
  session?: string;
}

const keys = object<DamageKeys>(
  { file: described("Below the store's directory.", string), kind: oneOf(...DAMAGE_KINDS) },
  {
    at: integer(0),
    bytes: described('How many read as NUL.', integer(0)),
    bit: described('Which bit of the byte, 0 the lowest.', integer(0)),
    becomes: string,
    text: string,
    of: described('The file that a stale temporary file is half of.', string),
    content: string,
    session: string,
  },
);

// Which kind has which of the keys is not said.
const damage: Shape<Damage> = named(
  'damage',
  described(
    'One thing that happened to one file. `at` is a byte offset or, for damages of lines, a line, counted from 0.',
    shape((value, where) => keys(value, where) as Damage, keys.schema),
  ),
);

/** What a counterexample of this suite has beside what all have. */
export const corruptFileShape = object<Omit<CorruptFileCore, 'scenario' | 'expected' | 'observed'>>(
  {
    operations: described('The shrunk workload, run in this order before the damage.', array(operationShape)),
    damage: described("What happened to a file behind the store's back.", damage),
  },
  {},
);
