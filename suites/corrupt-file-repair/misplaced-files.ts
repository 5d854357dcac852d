import path from 'node:path';
import type { CopiedFile } from '../../harness/corruption/damage.ts';
import { tagsIn, withoutTags } from '../../harness/corruption/tags.ts';
import { describeState } from '../../harness/host/describe-state.ts';
import { type DamageCase, textOfState } from './damage-case.ts';
import type { Deviation } from './deviation.ts';
import type { UndamagedStore } from './undamaged-store.ts';
import { BYSTANDER, DAMAGED } from './workloads.ts';

/**
 * The file of the other session, copied over that of the damaged one. Only where each holds the id of its session: what is said nowhere in a file
 * cannot be told from it.
 */
export function copiedFiles({ files, others }: Pick<UndamagedStore<unknown>, 'files' | 'others'>): CopiedFile[] {
  return files.flatMap((file): CopiedFile[] => {
    if (file.isShared || !names(file.bytes, DAMAGED, BYSTANDER)) return [];
    const like = others.filter((other) => isLike(file.path, other.path) && names(other.bytes, BYSTANDER, DAMAGED));
    return like.slice(0, 1).map((other) => ({ kind: 'copied-file', file: file.path, of: other.path }));
  });
}

function isLike(one: string, other: string): boolean {
  return path.dirname(one) === path.dirname(other) && path.extname(one) === path.extname(other);
}

/** Whether an id stands in the bytes, and another does not. */
function names(bytes: Buffer, session: string, other: string): boolean {
  const text = bytes.toString('latin1');
  return standsIn(text, session) && !standsIn(text, other);
}

/** Whether an id is in a text as a word, payloads left out. */
export function standsIn(text: string, id: string): boolean {
  return new RegExp(`(?<![A-Za-z0-9])${id}(?![A-Za-z0-9])`).test(withoutTags(text));
}

/** REPAIR-1, of a store that claims to say what is damaged: what is another session's is shown as this one's. */
export function misplacedDeviations({ damage, first, undamaged }: DamageCase): Deviation[] {
  if (damage.kind !== 'copied-file' || first.reportedErrors > 0) return [];
  const shown = first.snapshots[0]?.read[DAMAGED];
  if (shown === undefined || !('state' in shown)) return [];
  const others = new Set(undamaged.tags[BYSTANDER]);
  if (!tagsIn(textOfState(shown.state)).some((tag) => others.has(tag))) return [];
  return [
    {
      kind: 'silent',
      expected: `Session \`${DAMAGED}\`: an error. ${damage.file} says that it is the file of session \`${BYSTANDER}\`.`,
      observed: `Session \`${DAMAGED}\`: read gave what was stored in session \`${BYSTANDER}\`, and no error: ${describeState(shown.state, undamaged.capabilities)}.`,
    },
  ];
}
