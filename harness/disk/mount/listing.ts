import type { Inode } from '../inode.ts';
import type { FileKind } from '../kernel.ts';
import type { Image } from './image.ts';
import { type Images, ROOT_IMAGE } from './images.ts';

/** An entry as readdir(3) gives it. */
export interface ListedEntry {
  readonly name: string;
  readonly image: number;
  readonly ino: number;
  readonly kind: FileKind;
}

/** Everything in a directory as it is now, `.` and `..` first. Offsets into it stay right whatever is removed later. */
export function listDirectory(image: Image, directory: Inode): ListedEntry[] {
  const { number } = image;
  const listed: ListedEntry[] = [
    { name: '.', image: number, ino: directory.ino, kind: 'directory' },
    { name: '..', image: number, ino: directory.parent, kind: 'directory' },
  ];
  for (const [name, ino] of directory.entries) listed.push({ name, image: number, ino, kind: image.inode(ino).kind });
  return listed;
}

/** The mount's root: a directory an image. */
export function listImages(images: Images): ListedEntry[] {
  const { ino } = images.root;
  const listed: ListedEntry[] = ['.', '..'].map((name) => ({ name, image: ROOT_IMAGE, ino, kind: 'directory' }));
  for (const { name, number } of images.all()) listed.push({ name, image: number, ino, kind: 'directory' });
  return listed;
}
