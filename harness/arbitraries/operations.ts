import { Failure } from '../contract/failure.ts';
import { type Json, OPTIONAL_METHODS } from '../contract/session-store.ts';
import type { Operation, OperationName } from '../model/operation.ts';
import { expand } from '../model/text.ts';
import { chosenWorkload, MOST_CHOICE, type PayloadSize } from '../model/workload.ts';
import type { Drawn, FastCheck } from './fast-check.ts';

export interface OperationOptions {
  /** What the store has. `rest` stands for a pause in which what goes on in the background may come to its end; without it there is none. */
  readonly methods: readonly OperationName[];
  /** At most so many operations. Absent: 12. */
  readonly maxLength?: number;
  /** How long texts may be: `small` some bytes, `pages` 10 kB, `huge` 600 kB, which Node writes in two calls. Absent: `small` and `pages`. A `rewrite` is always of `pages`, and is not drawn without it; an `appendAll` is never `huge`. */
  readonly sizes?: readonly PayloadSize[];
}

const MOST_OPERATIONS = 12;
const SIZES: readonly PayloadSize[] = ['small', 'pages'];

/**
 * Sequences of operations on two sessions, `alpha` and `beta`, in which each makes sense where it stands: nothing is written to a session that is not
 * there, where the store has `create`. Every payload says by which operation it was written. Shrinking leaves out operations and keeps to that.
 *
 * @throws {Failure} CW_ARBITRARY_OPTION: nothing can be made of these methods, or there is no such one.
 */
export function operationArbitrary(
  fc: Pick<FastCheck, 'array' | 'nat'>,
  { methods, maxLength = MOST_OPERATIONS, sizes = SIZES }: OperationOptions,
): Drawn<Operation[]> {
  const capabilities = { methods: OPTIONAL_METHODS.filter((name) => (methods as readonly string[]).includes(name)) };
  const choose = (choices: readonly number[]) =>
    chosenWorkload(choices, capabilities, ({ op, size }) => methods.includes(op) && (!hasText(op, size) || sizes.includes(size)));
  if (choose([0]).length === 0) throw nothingFirst(methods);
  return fc.array(fc.nat({ max: MOST_CHOICE }), { minLength: 1, maxLength }).map((choices) => choose(choices).map(written));
}

/** A session is created without any. */
function hasText(op: OperationName, size: PayloadSize | undefined): size is PayloadSize {
  return size !== undefined && op !== 'create';
}

/** The operation with its texts as they are, rather than what stands for them. */
function written(operation: Operation): Operation {
  // An operation is JSON, and stays one of the same shape.
  return expand({ ...operation } as Json) as Operation;
}

function nothingFirst(methods: readonly string[]): Failure {
  return new Failure('CW_ARBITRARY_OPTION', `No operation of [${methods.join(', ')}] can be the first one of a sequence.`, {
    hint: 'name one that makes a session: create, patch, append or appendAll, with a size that it has',
  });
}
