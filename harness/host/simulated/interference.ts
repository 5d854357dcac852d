import type { FsEvent } from '../../disk/trace.ts';
import { isChange } from '../change.ts';

/**
 * Whether changes that one process made could have changed what another one did afterwards: what it called, or what it was told. Judged by
 * paths, and rather too often than too seldom.
 */
export function interferes(changes: readonly FsEvent[], later: Iterable<FsEvent>): boolean {
  const changed = changes.filter(isChange).flatMap(footprintOf);
  if (changed.length === 0) return false;
  for (const event of later) {
    for (const path of pathsOf(event)) {
      if (changed.some((footprint) => concerns(event, path, footprint))) return true;
    }
  }
  return false;
}

interface Footprint {
  readonly path: string;
  /** The name came, went, or leads elsewhere now. */
  readonly named: boolean;
}

function footprintOf(event: FsEvent): Footprint[] {
  const named = event.effects.some(({ op }) => op === 'dirent');
  return pathsOf(event).map((path) => ({ path, named }));
}

function pathsOf({ path, to }: FsEvent): string[] {
  return [path, to].filter((one) => one !== undefined);
}

function concerns({ primitive }: FsEvent, path: string, changed: Footprint): boolean {
  if (path === changed.path || path.startsWith(`${changed.path}/`)) return true;
  if (!changed.named || !changed.path.startsWith(`${path}/`)) return false;
  // A listing of the directory, or its removal, or a new name for it; opening or synchronising it sees nothing of its names.
  return primitive === 'readdir' || primitive === 'rmdir' || primitive === 'rename';
}
