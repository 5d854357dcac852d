import type { Program } from '../../../model/program.ts';

/**
 * Whether real time decides who goes on when: several clients in one process call through the same threads, and whose call it is that waits nobody
 * can tell.
 */
export function goesFree({ clients, instances, onePid }: Program): boolean {
  if (onePid === true) return true;
  const processes = clients.map(({ instance }) => instances[instance]?.process);
  return new Set(processes).size < processes.length;
}
