import type { SessionState } from '../../harness/contract/session-store.ts';
import { wholeLines } from '../../harness/corruption/intact-tags.ts';
import { ownerOfTag, tagsIn } from '../../harness/corruption/tags.ts';
import { type DamageCase, textOfState } from './damage-case.ts';
import { standsIn } from './misplaced-files.ts';
import { DAMAGED } from './workloads.ts';

/**
 * Whether a list could still name the damaged session, of which this is shown: by the name of its file or, where that is a hash, by a line with the id that is as it was. Where
 * nothing that was stored is shown, nothing was recognised in the file, and whoever asks by name is told so.
 */
export function isNamed({ file, damaged }: DamageCase, shown: SessionState): boolean {
  if (file === undefined || file.isShared || file.format === 'opaque' || file.path.includes(DAMAGED)) return true;
  if (!tagsIn(textOfState(shown)).some((tag) => ownerOfTag(tag) === DAMAGED)) return false;
  const whole = damaged === undefined ? [] : wholeLines(file.format, file.bytes, damaged);
  return whole.some((line) => standsIn(line, DAMAGED));
}
