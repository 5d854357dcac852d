import type { Fields } from '../contract/session-store.ts';
import type { Operation, OperationName } from '../model/operation.ts';
import { anyJson, array, described, named, object, oneOf, oneOfKinds, record, type Shape, shape, string } from './shape.ts';

const fields: Shape<Fields> = named(
  'fields',
  described(
    'The fields of a session. Long texts stand as { "$text": [tag, bytes] }: an ASCII text of that many bytes that begins with the tag; a third element names a character of several bytes that it is made of instead.',
    shape((value, where) => record(value, where) as Fields, { type: 'object' }),
  ),
);

type Of<Name extends OperationName> = Extract<Operation, { op: Name }>;

const session = described('Id of the session.', string);

const OPERATIONS: { readonly [Name in OperationName]: Shape<Of<Name>> } = {
  create: described('Creates a session.', object<Of<'create'>>({ op: oneOf('create'), session, fields }, {})),
  patch: described(
    'Sets the named fields and leaves the others.',
    object<Of<'patch'>>(
      { op: oneOf('patch'), session, fields },
      { undefinedFields: described('Names of further fields that are given with the value `undefined`.', array(string)) },
    ),
  ),
  append: described(
    'Adds one record at the end of the log.',
    object<Of<'append'>>(
      { op: oneOf('append'), session, record: described('Any JSON value; long texts as placeholders.', anyJson) },
      { idempotencyKey: described('Of a call and its retries the same.', string) },
    ),
  ),
  appendAll: described(
    'Adds records that belong together at the end of the log.',
    object<Of<'appendAll'>>(
      { op: oneOf('appendAll'), session, records: described('The records, in order.', array(anyJson)) },
      {},
    ),
  ),
  rewrite: described(
    'Replaces all records.',
    object<Of<'rewrite'>>(
      { op: oneOf('rewrite'), session, records: described('The new records, in order.', array(anyJson)) },
      {},
    ),
  ),
  touch: described('Renews the session without changing it.', object<Of<'touch'>>({ op: oneOf('touch'), session }, {})),
  delete: described('Deletes the session.', object<Of<'delete'>>({ op: oneOf('delete'), session }, {})),
  flush: described('Waits until everything is stored.', object<Of<'flush'>>({ op: oneOf('flush') }, {})),
  rest: described('Waits until the store has nothing left to do.', object<Of<'rest'>>({ op: oneOf('rest') }, {})),
};

/** An operation of a store, as it stands in counterexample files. */
export const operationShape: Shape<Operation> = named(
  'operation',
  described('One operation of a workload.', oneOfKinds<Operation>('op', OPERATIONS)),
);
