import type { Fields, Json, SessionStore } from '../contract/session-store.ts';
import type { Operation } from '../model/operation.ts';
import { expand } from '../model/text.ts';

/** @param lease what an append is told that `acquire` has returned. */
export function callOperation(store: SessionStore, operation: Operation, lease?: Json): unknown {
  switch (operation.op) {
    case 'create':
      return store.create?.(operation.session, copyOf(operation.fields));
    case 'patch':
      return store.patch?.(operation.session, patchOf(operation));
    case 'append':
      return appendTo(store, operation, lease);
    case 'appendAll':
      return store.appendAll?.(operation.session, copyOf(operation.records));
    case 'rewrite':
      return store.rewrite?.(operation.session, copyOf(operation.records));
    case 'touch':
      return store.touch?.(operation.session);
    case 'delete':
      return store.delete?.(operation.session);
    case 'flush':
      return store.flush?.();
    case 'rest':
      return undefined;
  }
}

/** Whoever has no options is not given any. */
function appendTo(store: SessionStore, operation: Extract<Operation, { op: 'append' }>, lease?: Json): unknown {
  const { session, record, idempotencyKey } = operation;
  if (idempotencyKey === undefined && lease === undefined) return store.append?.(session, copyOf(record));
  const options = { ...(idempotencyKey === undefined ? {} : { idempotencyKey }), ...(lease === undefined ? {} : { lease }) };
  return store.append?.(session, copyOf(record), options);
}

function patchOf({ fields, undefinedFields = [] }: Extract<Operation, { op: 'patch' }>): Fields {
  const given: { [key: string]: unknown } = copyOf(fields);
  for (const name of undefinedFields) given[name] = undefined;
  return given as Fields;
}

/** A store may change what it is given; the workload's own value must not change with it. */
function copyOf<T extends Parameters<typeof expand>[0]>(value: T): T {
  // In this order: what no JSON is cannot always be cloned.
  return expand(structuredClone(value));
}
