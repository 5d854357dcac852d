import type { FsEvent } from '../../disk/trace.ts';
import type { CrashPoint } from '../../verdict/counterexample.ts';
import { isChange } from '../change.ts';

/**
 * Where a life stands, on a disk of which the kernel remembers nothing, when the same life stood somewhere on one of which it does. There a write comes
 * page by page, and here whole: in front of its second page is within it.
 *
 * @param remembered what a life did there, and `whole` what it did here.
 * @returns `changes` is `Infinity` at its end. `undefined` where the two lives are not the same
 */
export function samePoint(
  { changes, tornBytes = 0 }: CrashPoint,
  { remembered, whole }: { remembered: readonly FsEvent[]; whole: readonly FsEvent[] },
): CrashPoint | undefined {
  const there = remembered.filter(isChange);
  const here = whole.filter(isChange);
  if (changes >= there.length) return { changes: Number.POSITIVE_INFINITY };
  let at = 0;
  let bytes = 0;
  for (const event of there.slice(0, changes)) {
    const same = here[at];
    if (same === undefined || same.primitive !== event.primitive) return undefined;
    bytes += event.length ?? 0;
    if (event.primitive === 'write' && bytes < (same.length ?? 0)) continue;
    if (event.primitive === 'write' && bytes > (same.length ?? 0)) return undefined;
    at++;
    bytes = 0;
  }
  if (here[at]?.primitive !== there[changes]?.primitive) return undefined;
  const torn = bytes + tornBytes;
  return { changes: at, ...(torn === 0 ? {} : { tornBytes: torn }) };
}
