import type { Problem } from '../../harness/host/problem.ts';
import type { Reading } from '../../harness/host/reading.ts';
import type { Undecided } from './reading-case.ts';

/** A store may keep readers away while it writes, as long as it says so. */
const BUSY =
  /\b(EBUSY|EAGAIN|EWOULDBLOCK|ETIMEDOUT|ELOCKED|SQLITE_(BUSY|LOCKED)\w*|busy|lock(ed)?|in use|in progress|concurrent\w*|retry|try again|another (process|instance|writer))\b/i;

/** Whether a problem is no answer at all: the reader was told to wait, or is waiting. */
function noAnswer({ kind, message }: Problem): Undecided | undefined {
  if (kind === 'hung') return 'hung';
  return kind === 'threw' && BUSY.test(message) ? 'busy' : undefined;
}

/** Why a reading as a whole tells nothing, if one of its calls got no answer. */
export function inconclusive({ opened, stray, sights }: Reading): Undecided | undefined {
  if (!opened.ok) return noAnswer(opened.problem);
  const problems = sights.flatMap((sight) => {
    if ('listed' in sight) return 'problem' in sight.listed ? [sight.listed.problem] : [];
    return 'problem' in sight.result ? [sight.result.problem] : [];
  });
  if (stray !== undefined) problems.push(stray);
  return problems.map(noAnswer).find((reason) => reason !== undefined);
}
