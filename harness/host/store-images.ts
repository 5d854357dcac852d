import type { Disk } from '../disk/disk.ts';
import type { ImageEntry, Replacement } from './host.ts';
import { putInPlace } from './put-in-place.ts';

/** The store's directory on a disk of ours. Beside it, `tmp` is what `os.tmpdir()` gives. */
export const DATA = '/data';

/** What is below the store's directory. */
export function entriesOf(image: Disk): ImageEntry[] {
  return image
    .entries()
    .filter(({ path }) => path.startsWith(`${DATA}/`))
    .map(({ path, kind, size, content, target }) => ({
      path: path.slice(DATA.length + 1),
      kind,
      size,
      ...(content === undefined ? {} : { content }),
      ...(target === undefined ? {} : { target }),
    }));
}

/** The image without one path below the store's directory, and what is below it. */
export function imageWithout(image: Disk, path: string): Disk {
  const copy = image.clone();
  copy.remove(`${DATA}/${path}`);
  return copy;
}

/** The image with one modification time for everything. */
export function imageAtTime(image: Disk, mtimeMs: number): Disk {
  const copy = image.clone();
  for (const { path } of copy.entries()) copy.setAttributes(copy.find(path), { mtimeMs, atimeMs: mtimeMs });
  return copy;
}

/** The image with something else at one path below the store's directory. */
export function imageWith(image: Disk, path: string, by: Replacement): Disk {
  const copy = image.clone();
  putInPlace(copy, `${DATA}/${path}`, by);
  return copy;
}
