import type { Program } from '../../harness/model/program.ts';
import { operationOf } from './client-history.ts';
import type { Deviation } from './deviation.ts';

/** Their sentences are about writes that must not be lost. What becomes of a flush or of a read is for PATCH-2, 3 and 4, and for torn-read. */
const ABOUT_WRITES: ReadonlySet<string> = new Set(['PATCH-1', 'PATCH-6', 'PATCH-9', 'PATCH-10', 'PATCH-13']);
/** Of these: reads that the writes do not explain break no promise, as long as everything is there in the end. */
const NOT_ABOUT_READS: ReadonlySet<string> = new Set(['PATCH-10']);

/** Whether a deviation breaks the sentence of the requirement whose program showed it. Pure. */
export function breaks(requirement: string, deviation: Deviation, program: Program): boolean {
  switch (deviation.kind) {
    case 'collision':
    case 'unfinished':
      return !ABOUT_WRITES.has(requirement) || changes(program, deviation);
    case 'not-linearizable':
      return !NOT_ABOUT_READS.has(requirement) || !deviation.byReadsAlone();
    default:
      return true;
  }
}

function changes(program: Program, deviation: { readonly client: number; readonly operation: number }): boolean {
  const { op } = operationOf(program, deviation);
  return op !== 'flush' && op !== 'read' && op !== 'rest';
}
