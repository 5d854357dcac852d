import type { Program } from '../../harness/model/program.ts';

/** The sessions that a program names. */
export function sessionsOf({ setup, clients }: Program): string[] {
  const operations = [...setup, ...clients.flatMap((client) => client.operations)];
  return [...new Set(operations.flatMap((operation) => ('session' in operation ? [operation.session] : [])))];
}
