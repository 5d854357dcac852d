import path from 'node:path';
import type { KeptEntry } from '../../harness/host/keeping.ts';

/** Who can read a file beside its owner. */
export interface Exposure {
  readonly group: boolean;
  readonly others: boolean;
}

/** By its own mode, and by those of the directories that it is in: where one of them lets nobody through, nobody gets at it. */
export function exposureOf({ path: at, mode }: KeptEntry, modes: ReadonlyMap<string, number>): Exposure {
  let [group, others] = [(mode & 0o040) !== 0, (mode & 0o004) !== 0];
  for (let above = path.dirname(at); above !== '/'; above = path.dirname(above)) {
    const bits = modes.get(above) ?? 0o777;
    group &&= (bits & 0o010) !== 0;
    others &&= (bits & 0o001) !== 0;
  }
  return { group, others };
}

/** The modes of all directories, by path. */
export function directoryModes(entries: readonly KeptEntry[]): ReadonlyMap<string, number> {
  return new Map(entries.filter(({ kind }) => kind === 'directory').map(({ path: at, mode }) => [at, mode]));
}

/** Whether somebody can read the one who cannot read the other. */
export function exceeds(one: Exposure, other: Exposure): boolean {
  return (one.group && !other.group) || (one.others && !other.others);
}

export function isPrivate({ group, others }: Exposure): boolean {
  return !group && !others;
}

/** As people write modes: `0600`. */
export function octal(mode: number): string {
  return `0${mode.toString(8).padStart(3, '0')}`;
}
