import type { FsEvent } from '../../disk/trace.ts';
import type { CrashPoint } from '../../verdict/counterexample.ts';
import { isChange } from '../change.ts';

/**
 * Where a life stands, on a disk of which the kernel remembers nothing, when the same life stood somewhere on one of which it does. A long write comes in
 * other pieces there than here, by pages of the file or by those of the program's memory: in front of a piece may be within one.
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
  let at: Place | undefined = { change: 0, bytes: 0 };
  for (const event of there.slice(0, changes)) {
    if (here[at.change]?.primitive !== event.primitive) return undefined;
    if (event.primitive === 'write') at = further(at, event.length ?? 0, here);
    else at = at.bytes === 0 ? { change: at.change + 1, bytes: 0 } : undefined;
    if (at === undefined) return undefined;
  }
  if (here[at.change]?.primitive !== there[changes]?.primitive) return undefined;
  const within = tornBytes === 0 ? at : further(at, tornBytes, here);
  if (within === undefined) return undefined;
  return { changes: within.change, ...(within.bytes === 0 ? {} : { tornBytes: within.bytes }) };
}

/** In front of a change, or so many bytes into it. */
interface Place {
  readonly change: number;
  readonly bytes: number;
}

/** So many bytes are written from there on; `undefined` where that is not one write, in its pieces. */
function further({ change, bytes }: Place, length: number, events: readonly FsEvent[]): Place | undefined {
  let at = change;
  let left = bytes + length;
  for (let piece = events[at]; left > 0; piece = events[at]) {
    if (piece?.primitive !== 'write' || piece.path !== events[change]?.path) return undefined;
    const { length: whole = 0 } = piece;
    if (left < whole) break;
    left -= whole;
    at++;
  }
  return { change: at, bytes: left };
}
