import { serialize } from 'node:v8';
import type { HostNotices } from '../../host.ts';
import { errorText, failed, type Outcome, type Problem } from '../../problem.ts';
import type { LastLook } from '../../together.ts';
import type { Cell } from '../cell.ts';
import type { ProcessNews } from './report.ts';

/** What the engine knows of a process. */
export interface Reported {
  readonly outcome: Outcome | undefined;
  readonly lastLook: LastLook | undefined;
  readonly capabilities: Cell['capabilities'];
  readonly stray: Problem | undefined;
  readonly notices: number;
}

export const NOTHING_REPORTED: Reported = {
  outcome: undefined,
  lastLook: undefined,
  capabilities: undefined,
  stray: undefined,
  notices: 0,
};

/** What the engine does not know yet. Mostly nothing. */
export function newsOf(
  { outcome, lastLook, capabilities, stray }: Cell,
  notices: HostNotices,
  reported: Reported,
): { news: ProcessNews; reported: Reported } {
  const noticed = countOf(notices);
  if (
    outcome === reported.outcome &&
    lastLook === reported.lastLook &&
    capabilities === reported.capabilities &&
    stray === reported.stray &&
    noticed === reported.notices
  ) {
    return { news: NO_NEWS, reported };
  }
  const news: ProcessNews = {
    ...(outcome === reported.outcome ? {} : { outcome }),
    ...(lastLook === reported.lastLook || lastLook === undefined ? {} : { lastLook: asData(lastLook) }),
    ...(capabilities === reported.capabilities || capabilities === undefined ? {} : { capabilities }),
    ...(stray === reported.stray || stray === undefined ? {} : { stray }),
    ...(noticed === reported.notices ? {} : { notices }),
  };
  return { news, reported: { outcome, lastLook, capabilities, stray, notices: noticed } };
}

const NO_NEWS: ProcessNews = {};

/** They only ever grow. */
function countOf({ outsideWrites, temporaryWrites, alsoWritten, unsimulated, nativeCode }: HostNotices): number {
  return outsideWrites.size + temporaryWrites.size + alsoWritten.size + unsimulated.size + nativeCode.size;
}

/** What a store returned may be anything; what is no data becomes a problem. */
function asData(look: LastLook): LastLook {
  try {
    serialize(look);
    return look;
  } catch {
    const read: { [session: string]: LastLook['read'][string] } = {};
    for (const [session, result] of Object.entries(look.read)) read[session] = dataOr(result);
    return { ...look, read };
  }
}

function dataOr(result: LastLook['read'][string]): LastLook['read'][string] {
  try {
    serialize(result);
    return result;
  } catch (error) {
    return failed('wrong-result', `the session's state is no plain data: ${errorText(error)}`);
  }
}
