import { describeEvent } from '../../harness/crash/describe-events.ts';
import type { Deviation, FileAttributes } from './deviation.ts';
import { octal } from './exposure.ts';
import { shownPath } from './session-files.ts';

/** A deviation for people: one sentence each for what had to be and what was. */
export function describeDeviation(deviation: Deviation): { expected: string; observed: string } {
  switch (deviation.kind) {
    case 'exposed': {
      const { path, mode, before, event } = deviation;
      return {
        expected: `What holds the session can be read by no more than before, when it was in ${shownPath(before.path)} with mode ${octal(before.mode)}.`,
        observed: `${shownPath(path)} held it with mode ${octal(mode)} once the store ${describeEvent(event)}.`,
      };
    }
    case 'link-replaced': {
      const { path, to } = deviation;
      return {
        expected: `${shownPath(path)} stays a symbolic link, and ${shownPath(to)}, to which it leads, gets what is written.`,
        observed: `${shownPath(path)} is a file of its own now, and ${shownPath(to)} has the old content.`,
      };
    }
    case 'owner': {
      const { path, before, after } = deviation;
      return {
        expected: `${shownPath(path)} belongs to ${before} (user and group), as before.`,
        observed: `${shownPath(path)} belongs to ${after}.`,
      };
    }
    case 'attributes': {
      const { path, before, after } = deviation;
      return {
        expected: `${shownPath(path)} has ${attributesText(before)}, as before.`,
        observed: `${shownPath(path)} has ${attributesText(after)}.`,
      };
    }
    case 'lost': {
      const { session, expected, found } = deviation;
      const named = `Session ${JSON.stringify(session)}`;
      return { expected: `${named}: ${expected}.`, observed: `${named}, after the store was opened again: ${found}.` };
    }
  }
}

function attributesText({ mode, owner }: FileAttributes): string {
  return `mode ${octal(mode)} and belongs to ${owner} (user and group)`;
}
