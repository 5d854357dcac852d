import { describeProblem } from '../../harness/host/problem.ts';
import type { Deviation } from './deviation.ts';

/** A deviation for people: one sentence each for what had to be and what was. */
export function describeDeviation(deviation: Deviation): { expected: string; observed: string } {
  switch (deviation.kind) {
    case 'unopenable':
      return { expected: 'The store opens and can be read.', observed: `The store ${describeProblem(deviation.problem)}.` };
    case 'lost':
    case 'partial':
    case 'torn-group':
    case 'hole':
    case 'resurrected':
      return {
        expected: `${sightOf(deviation)}: ${deviation.expected}.`,
        observed: `${sightOf(deviation)}: ${deviation.found}.`,
      };
    case 'phantom':
      return { expected: 'list shows only sessions that were created.', observed: `list shows \`${deviation.session}\`.` };
    case 'listed-twice':
      return { expected: 'list shows each session once.', observed: `list shows \`${deviation.session}\` more than once.` };
    case 'write-failed':
      return {
        expected: `${capitalise(deviation.what)} succeeds.`,
        observed: `${capitalise(deviation.what)} ${describeProblem(deviation.problem)}.`,
      };
    case 'write-lost':
      return {
        expected: `Session \`${deviation.session}\` after a write and another opening: ${deviation.expected}.`,
        observed: `Session \`${deviation.session}\`: ${deviation.found}.`,
      };
    case 'unstable':
      return {
        expected: `Recovering again shows the same${deviation.session === '' ? '' : ` of session \`${deviation.session}\``}: ${deviation.first}.`,
        observed: `The second recovery: ${deviation.second}.`,
      };
    case 'recovery-crash': {
      const subject =
        deviation.session === undefined
          ? 'After a second crash, during recovery'
          : `${sightOf({ session: deviation.session, view: deviation.view ?? 'read' })} after a second crash, during recovery`;
      return { expected: `${subject}: ${deviation.expected}.`, observed: `${subject}: ${deviation.found}.` };
    }
    case 'debris':
      return {
        expected: `The ${deviation.before === 1 ? 'one file' : `${deviation.before} files`} that the store needs, and a bounded number of others.`,
        observed: `${deviation.after} files after ${deviation.rounds} crashes, among them ${deviation.sample.join(', ')}.`,
      };
    case 'blocked':
      return {
        expected: "What a dead process left behind is found to be nobody's and taken over.",
        observed: `The store ${describeProblem(deviation.problem)}. It works as soon as \`${deviation.lock}\` is removed.`,
      };
  }
}

function sightOf({ session, view }: { session: string; view: string }): string {
  return view === 'read' ? `Session \`${session}\`` : `Session \`${session}\` in ${view}`;
}

function capitalise(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
