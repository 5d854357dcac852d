import { applyDamage } from '../../harness/corruption/apply-damage.ts';
import { FOREIGN_CONTENTS, type ForeignFile } from '../../harness/corruption/damage.ts';
import type { DamageCase, SessionFile } from './damage-case.ts';
import type { Deviation } from './deviation.ts';
import { DAMAGED, FOREIGN } from './workloads.ts';

/** Files that are no sessions, beside the session's and named like them: as that of another session would be, and with a name of their own. */
export function foreignFiles(files: readonly SessionFile[]): ForeignFile[] {
  const found: ForeignFile[] = [];
  for (const { path, isShared } of files) {
    // What is named after another file of the session, `a.json.part`, goes with that, and without it is debris.
    const isSecond = files.some((other) => other.path !== path && path.startsWith(other.path));
    if (isShared || isSecond) continue;
    const named = path.replaceAll(DAMAGED, FOREIGN);
    for (const content of FOREIGN_CONTENTS) {
      if (named !== path) found.push({ kind: 'foreign-file', file: named, content, session: FOREIGN });
      found.push({ kind: 'foreign-file', file: ownName(path), content });
    }
  }
  return found;
}

function ownName(path: string): string {
  const slash = path.lastIndexOf('/') + 1;
  const dot = path.indexOf('.', slash + 1);
  return `${path.slice(0, slash)}notes${dot === -1 ? '' : path.slice(dot)}`;
}

/** REPAIR-7: its bytes are in that file, or in another, as they were. */
export function alteredDeviations({ damage, left }: DamageCase): Deviation[] {
  if (damage.kind !== 'foreign-file' || left === undefined) return [];
  const placed = applyDamage(damage, new Uint8Array());
  if (placed.kind !== 'file' || [...left.values()].some((bytes) => bytes.equals(placed.bytes))) return [];
  const now = left.get(damage.file);
  return [
    {
      kind: 'altered',
      expected: `After the store was opened and read, ${damage.file} is as it was, or kept under another name.`,
      observed:
        now === undefined
          ? `${damage.file} is gone.`
          : `${damage.file} has ${now.length} bytes, where it had ${placed.bytes.length}, or other ones.`,
    },
  ];
}
