import { Errno } from '../../kernel.ts';
import type { Answer } from '../answer.ts';
import type { Handle } from '../handles.ts';
import { ROOT_IMAGE } from '../images.ts';
import { type ListedEntry, listDirectory, listImages } from '../listing.ts';
import type { Operation } from '../serving.ts';
import { KINDS } from '../wire.ts';

export const opendir: Operation = ({ images, handles, answer }, request) => {
  const { ino } = request;
  if (request.image === ROOT_IMAGE) {
    return answer.opened(0, handles.add({ image: undefined, ino, path: '/' }, 0).number, 0);
  }
  const image = images.get(request.image);
  if (image.inode(ino).kind !== 'directory') throw new Errno('ENOTDIR');
  return answer.opened(0, handles.add({ image, ino, path: image.pathOf(ino) }, 0).number, 0);
};

/** From the beginning the directory is read as it is now; what comes after goes on from there, without what was removed meanwhile. */
export const readdir: Operation = (serving, request) => {
  const handle = serving.handles.get(request.u64(0));
  const offset = request.u64(8);
  const size = request.u32(16);
  const { image, ino, path } = handle;
  if (image === undefined) {
    if (offset === 0) handle.listing = listImages(serving.images);
    return fill(serving.answer, handle, { offset, size }, () => true);
  }
  const perform = (): number => {
    const directory = image.inode(ino);
    image.mount.subject = ino;
    if (offset === 0) handle.listing = listDirectory(image, directory);
    const isThere = ({ name, ino: child }: ListedEntry) => directory.entries.get(name) === child;
    return fill(serving.answer, handle, { offset, size }, isThere);
  };
  if (offset !== 0) return perform();
  return serving.call(image, request, { primitive: 'readdir', path, thread: request.thread, changes: false, perform });
};

export const releasedir: Operation = ({ handles }, request) => {
  handles.remove(request.u64(0));
  return 0;
};

/** As many entries as there is room for; the offset of each is the place of the next one in the listing. */
function fill(
  answer: Answer,
  { listing = [] }: Handle,
  { offset, size }: { offset: number; size: number },
  isThere: (entry: ListedEntry) => boolean,
): number {
  let at = 0;
  for (const [index, entry] of listing.entries()) {
    if (index < offset || (index >= DOTS && !isThere(entry))) continue;
    const name = Buffer.from(entry.name);
    const length = (HEAD_BYTES + name.length + 7) & ~7;
    if (at + length > size) break;
    answer.u32(at, entry.ino);
    answer.u32(at + 4, entry.image);
    answer.u64(at + 8, index + 1);
    answer.u32(at + 16, name.length);
    answer.u32(at + 20, KINDS[entry.kind] >> 12);
    answer.u32(at + length - 4, 0);
    answer.u32(at + length - 8, 0);
    answer.put(at + HEAD_BYTES, name);
    at += length;
  }
  return at;
}

/** `.` and `..` */
const DOTS = 2;
const HEAD_BYTES = 24;
