import { describeProblem } from '../../harness/host/problem.ts';
import type { Deviation } from './deviation.ts';

/** A deviation for people: one sentence each for what had to be and what was. */
export function describeDeviation(deviation: Deviation): { expected: string; observed: string } {
  if (deviation.kind === 'unopenable') {
    return {
      expected: 'Another process can open the store and read it.',
      observed: `The store, opened there, ${describeProblem(deviation.problem)}.`,
    };
  }
  const { session, view, expected, found } = deviation;
  const sight = [session === undefined ? [] : [`Session \`${session}\``], view === 'read' ? [] : [`in ${view}`]].flat().join(' ');
  const subject = `${sight.charAt(0).toUpperCase()}${sight.slice(1)}`;
  const older = deviation.kind === 'backwards' ? ' (the same reader had seen a later version before)' : '';
  return { expected: `${subject}: ${expected}.`, observed: `${subject}: ${found}${older}.` };
}
