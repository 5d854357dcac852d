import type { Fields, Json } from '../contract/session-store.ts';

/**
 * One operation of a workload. Texts that would be long are kept short as `{ "$text": [tag, bytes] }` (see `text.ts`), so that
 * workloads, histories and counterexample files stay small; they are expanded when the store is called.
 */
export type Operation =
  | { op: 'create'; session: string; fields: Fields }
  /** `undefinedFields`: names of further fields that are given with the value `undefined`, which erases nothing. */
  | { op: 'patch'; session: string; fields: Fields; undefinedFields?: string[] }
  /** `idempotencyKey`: of a call and its retries the same. */
  | { op: 'append'; session: string; record: Json; idempotencyKey?: string }
  /** Records that belong together. */
  | { op: 'appendAll'; session: string; records: Json[] }
  | { op: 'rewrite'; session: string; records: Json[] }
  | { op: 'touch'; session: string }
  | { op: 'delete'; session: string }
  | { op: 'flush' }
  /** The client does nothing until the store is at rest: background writes and timers have run. */
  | { op: 'rest' };

export type OperationName = Operation['op'];

/** The session that an operation names, or `undefined` for `flush` and `rest`, which name none. */
export function sessionOf(operation: Operation): string | undefined {
  return operation.op === 'flush' || operation.op === 'rest' ? undefined : operation.session;
}
