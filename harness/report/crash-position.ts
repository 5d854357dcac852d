import type { CrashPoint } from '../verdict/counterexample.ts';
import { countOf } from './count.ts';

/** Where somebody died, for people: `after 3 changes to the disk, 12 bytes into the next write`. */
export function crashPosition({ changes, tornBytes }: CrashPoint): string {
  const after = changes === 0 ? 'before the first change to the disk' : `after ${countOf(changes, 'change')} to the disk`;
  return tornBytes === undefined ? after : `${after}, ${countOf(tornBytes, 'byte')} into the next write`;
}

/** `1st`, `2nd`, `3rd`, `4th`, `11th`, `21st`... */
export function ordinal(value: number): string {
  const teens = value % 100 >= 11 && value % 100 <= 13;
  const suffix = teens ? undefined : ['th', 'st', 'nd', 'rd'][value % 10];
  return `${value}${suffix ?? 'th'}`;
}
