import { describeEvent } from '../../harness/crash/describe-events.ts';
import type { Deviation } from './deviation.ts';
import { named } from './named.ts';

/** A deviation for people: one sentence each for what had to be and what was. */
export function describeDeviation(deviation: Deviation): { expected: string; observed: string } {
  if (deviation.kind === 'escaped') {
    const { event, path } = deviation;
    return {
      expected: "No call of the file system leaves the store's directory.",
      observed: `The store ${describeEvent(event)}: ${path}, as seen from its directory.`,
    };
  }
  const { session, when, expected, found } = deviation;
  const subject = session === undefined ? '' : `session ${named(session)}: `;
  return { expected: `${sentence(`${subject}${expected}`)}`, observed: `${sentence(`${when}, ${subject}${found}`)}` };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
