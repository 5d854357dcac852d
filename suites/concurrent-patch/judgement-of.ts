import type { Program } from '../../harness/model/program.ts';
import type { Judgement } from './requirement.ts';

/** How a program of a requirement is judged: the same for all of them, but for what the specification asks of appends, failures and waiting. */
export function judgementOf(requirement: string, { fault }: Program): Judgement {
  if (fault !== undefined) return 'poison';
  if (requirement === 'PATCH-8') return 'overtaking';
  return requirement === 'PATCH-9' ? 'order' : 'history';
}
