import { type Operation, sessionOf } from '../../harness/model/operation.ts';
import { type FaultWorkload, layoutOf } from './fault-workload.ts';

/** "Operation 3, the append to alpha": numbered as in the list of the counterexample's operations, and in the story. */
export function tellOperation(operation: Operation, index: number, workload: FaultWorkload): string {
  return `Operation ${numberOf(index, workload)}, ${nameOf(operation)},`;
}

/** The number, from 1, of one of a life's operations among those that the client called: the rests around a look are nobody's. */
export function numberOf(index: number, workload: FaultWorkload): number {
  const before = layoutOf(workload).looks.filter((look) => look < index);
  return index + 1 - 2 * before.length;
}

export function nameOf(operation: Operation): string {
  const session = sessionOf(operation);
  if (session === undefined) return operation.op === 'rest' ? 'the pause' : `the ${operation.op}`;
  return `the ${operation.op} ${operation.op === 'append' ? 'to' : 'of'} \`${session}\``;
}
