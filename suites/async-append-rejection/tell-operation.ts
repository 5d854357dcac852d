import { type Operation, sessionOf } from '../../harness/model/operation.ts';

/** "Operation 3, the append to alpha": numbered as in the story. */
export function tellOperation(operation: Operation, index: number): string {
  return `Operation ${index + 1}, ${nameOf(operation)},`;
}

export function nameOf(operation: Operation): string {
  const session = sessionOf(operation);
  if (session === undefined) return operation.op === 'rest' ? 'the pause' : `the ${operation.op}`;
  return `the ${operation.op} ${operation.op === 'append' ? 'to' : 'of'} \`${session}\``;
}
