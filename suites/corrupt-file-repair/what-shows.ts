import type { SessionState } from '../../harness/contract/session-store.ts';
import type { Damage } from '../../harness/corruption/damage.ts';
import { fitsFormat } from '../../harness/corruption/format.ts';
import { intactTags, mayBeTorn, separableTags } from '../../harness/corruption/intact-tags.ts';
import { linesOf } from '../../harness/corruption/lines.ts';
import { ownerOfTag, tagsIn, tagsInBytes } from '../../harness/corruption/tags.ts';
import type { ReadResult } from '../../harness/host/snapshot.ts';
import { type DamageCase, textOfState } from './damage-case.ts';
import { DAMAGED } from './workloads.ts';

/** Damages of which nothing is left that could be read, or that leave the file itself alone. */
const WITHOUT_BYTES: ReadonlySet<string> = new Set(['directory', 'symlink', 'unreadable', 'stale-temporary', 'foreign-file']);

/** Damages that are to be noticed, or to do no harm, although the file still fits its format. */
const NOTICED_BY_MEANING: ReadonlySet<string> = new Set([
  'other-type',
  'bad-time',
  'unknown-field',
  'unknown-record',
  'non-object-line',
  'inserted-text',
  'crlf',
]);

/** Whether something happened to a file of the session: not to one beside it, not that it is another session's as a whole, not nothing. */
export function isOfSession({ kind }: Damage): boolean {
  return kind !== 'foreign-file' && kind !== 'copied-file' && kind !== 'untouched';
}

/** Damages that leave nothing of a file in any format. */
const TOTAL: ReadonlySet<string> = new Set(['empty', 'all-nul', 'other-type', 'directory', 'unreadable']);

function hasBytes({ damage: { kind } }: Pick<DamageCase, 'damage'>): boolean {
  return !WITHOUT_BYTES.has(kind);
}

/**
 * Whether the damage could be told by a store that has no checksums: only then is it to blame for what it makes of it. Altered values are
 * nobody's fault, nor lines that could just as well have been so; nor what is gone with a journal of a database that does not verify; and of other
 * formats only what is wrong with any file is known.
 */
export function canBeNoticed({ damage, file, damaged }: DamageCase): boolean {
  const { kind } = damage;
  // Whose a file is shows only where that is said in it.
  if (kind === 'copied-file' || kind === 'untouched') return false;
  if (file === undefined) return true;
  if (file.isJournal === true && damaged !== undefined && kind !== 'unreadable') return false;
  if (file.format === 'opaque') return TOTAL.has(kind);
  if (!hasBytes({ damage }) || NOTICED_BY_MEANING.has(kind) || damaged === undefined) return true;
  const rearranged = file.format === 'jsonl' && kind !== 'bit-flip';
  return rearranged || damaged.length === 0 || !fitsFormat(damaged, file.format);
}

/**
 * Whether the session may be shown without the records of the file, or not at all: its name may lead nowhere, and a log may be one that was begun
 * and to which nothing was added yet.
 */
export function mayBeWithoutRecords(damageCase: DamageCase): boolean {
  const { damage, file, damaged } = damageCase;
  if (damage.kind === 'symlink') return true;
  if (file?.format !== 'jsonl' || damaged === undefined || damage.kind === 'unreadable') return false;
  return intactRecords(damageCase).length === 0 && linesOf(damaged).length > 0 && mayBeTorn(file.bytes, damaged);
}

/** Tags of the damaged session's payloads whose lines are intact, in the order of the file. Of logs alone. */
export function intactRecords(damageCase: DamageCase): readonly string[] {
  if (damageCase.file?.format !== 'jsonl' || !hasBytes(damageCase)) return [];
  return recoverable(damageCase).filter((tag) => ownerOfTag(tag) === DAMAGED);
}

/** Tags of payloads of either session that are still in the file. */
export function recoverable(damageCase: DamageCase): readonly string[] {
  const { file, damaged, undamaged } = damageCase;
  if (file === undefined || damaged === undefined) return [];
  const found = known.get(damageCase);
  if (found !== undefined) return found;
  const current = new Set(Object.values(undamaged.tags).flat());
  const tags = intactTags(file.format, file.bytes, damaged).filter((tag) => current.has(tag));
  known.set(damageCase, tags);
  return tags;
}

/** The same, and those of lines that are whole although they are not lines of their own any more: a store that claims to repair brings them back. */
export function repairable(damageCase: DamageCase): readonly string[] {
  const { file, damaged, undamaged } = damageCase;
  if (file?.format !== 'jsonl' || damaged === undefined || !hasBytes(damageCase)) return [];
  const current = new Set(undamaged.tags[DAMAGED]);
  return separableTags(file.bytes, damaged).filter((tag) => current.has(tag));
}

/** Whether a session was shown. */
export function isState(result: ReadResult | undefined): result is { readonly state: SessionState } {
  return result !== undefined && 'state' in result && result.state !== null;
}

/** Tags of the damaged session's payloads that can be made out in the file, whether or not what they are in is whole. A last line that is torn is no loss. */
export function atStake({ damaged, undamaged, file }: DamageCase): readonly string[] {
  if (damaged === undefined || file === undefined || file.format === 'opaque') return [];
  const end = file.format === 'jsonl' ? damaged.lastIndexOf(0x0a) + 1 : damaged.length;
  const present = new Set(tagsInBytes(damaged.subarray(0, end)));
  return (undamaged.tags[DAMAGED] ?? []).filter((tag) => present.has(tag));
}

/** Whether something of that was not shown. */
export function hidesSomething(damageCase: DamageCase): boolean {
  const shown = new Set(tagsIn(textOfState(damageCase.first.snapshots[0]?.read[DAMAGED])));
  return atStake(damageCase).some((tag) => !shown.has(tag));
}

/** Asked for several times of each case. */
const known = new WeakMap<DamageCase, readonly string[]>();
