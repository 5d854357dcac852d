import type { FsEvent } from '../../harness/disk/trace.ts';
import type { Life } from '../../harness/host/host.ts';
import type { Keeping, KeptEntry } from '../../harness/host/keeping.ts';
import type { ExposedDeviation } from './deviation.ts';
import { directoryModes, type Exposure, exceeds, exposureOf, isPrivate } from './exposure.ts';
import type { LivedPart } from './live-trial.ts';
import { holdsSession } from './session-files.ts';

/** What a life's files were like when it began. */
interface Before {
  readonly exposures: ReadonlyMap<string, Exposure>;
  readonly most: KeptEntry;
  readonly mostExposure: Exposure;
}

/**
 * The first moment of a life at which a file with something of the session in it could be read by more than before. A file that was there is held
 * against itself, a new one against the least private one that there was: who keeps one copy open to all has no secret. Nothing is asked of
 * files that anybody could read all along.
 */
export function exposedDeviations<Image>(keeping: Keeping<Image>, { start, life }: LivedPart<Image>): ExposedDeviation[] {
  const before = beforeOf(keeping.entries(start));
  if (before === undefined) return [];
  for (const { event, entries } of keeping.moments(start, life.trace)) {
    const all = entries();
    const modes = directoryModes(all);
    for (const entry of all) {
      if (entry.kind !== 'file') continue;
      const exposure = exposureOf(entry, modes);
      const allowed = before.exposures.get(entry.path) ?? before.mostExposure;
      if (!exceeds(exposure, allowed) || !holdsSession(entry)) continue;
      const { path, mode } = before.exposures.has(entry.path)
        ? (findPath(keeping, start, entry.path) ?? before.most)
        : before.most;
      return [
        { kind: 'exposed', path: entry.path, mode: entry.mode, before: { path, mode }, event, maker: makerOf(life, event) },
      ];
    }
  }
  return [];
}

/** Whether a life began with a session that not everybody could read, so that something could go wrong. */
export function beginsPrivate<Image>(keeping: Keeping<Image>, { start }: LivedPart<Image>): boolean {
  const before = beforeOf(keeping.entries(start));
  return before !== undefined && [...before.exposures.values()].some(({ group, others }) => !group || !others);
}

/**
 * Whether each file that held the session is another one when the life ends, open to no more than before. A file that is written in place keeps its
 * mode by itself; a new one has that of the old one only if the store gave it that.
 */
export function replacesAsPrivate<Image>(keeping: Keeping<Image>, { start, life }: LivedPart<Image>): boolean {
  const entries = keeping.entries(life.end);
  const modes = directoryModes(entries);
  const before = keeping.entries(start).filter(holdsSession);
  return (
    before.length > 0 &&
    before.every(({ path, ino }) => {
      const now = entries.find((entry) => entry.path === path);
      return now?.kind === 'file' && now.ino !== ino && isPrivate(exposureOf(now, modes));
    })
  );
}

function beforeOf(entries: readonly KeptEntry[]): Before | undefined {
  const modes = directoryModes(entries);
  const holding = entries.filter(holdsSession);
  const exposures = new Map(holding.map((entry) => [entry.path, exposureOf(entry, modes)]));
  const most = holding.reduce<KeptEntry | undefined>((one, other) => {
    const known = one === undefined ? undefined : exposures.get(one.path);
    return known !== undefined && isPrivate(exposures.get(other.path) ?? known) ? one : other;
  }, undefined);
  if (most === undefined) return undefined;
  const all = [...exposures.values()];
  return { exposures, most, mostExposure: { group: all.some(({ group }) => group), others: all.some(({ others }) => others) } };
}

function findPath<Image>(keeping: Keeping<Image>, image: Image, path: string): KeptEntry | undefined {
  return keeping.entries(image).find((entry) => entry.path === path);
}

function makerOf<Image>({ trace }: Life<Image>, { ino }: FsEvent): FsEvent | undefined {
  return trace.find(
    (entry): entry is FsEvent =>
      entry.type === 'fs' && entry.effects.some((effect) => effect.op === 'inode' && effect.ino === ino),
  );
}
