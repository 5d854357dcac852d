import { Errno } from '../../kernel.ts';
import type { Image } from '../image.ts';
import { ROOT_IMAGE } from '../images.ts';
import type { Request } from '../request.ts';
import { NEVER, type Operation, type Serving } from '../serving.ts';

export const lookup: Operation = (serving, request) => {
  const [name] = request.names(0, 1);
  if (request.image === ROOT_IMAGE) return serving.look(request, () => lookupImage(serving, name));
  const { ino: dir, thread } = request;
  const image = serving.images.get(request.image);
  if (!image.uncached) return serving.look(request, () => find(serving, image, { dir, name }));
  const path = image.pathIn({ dir, name });
  const perform = () => find(serving, image, { dir, name });
  return serving.look(request, () => serving.call(image, request, { primitive: 'lstat', path, thread, changes: false, perform }));
};

function lookupImage({ images, answer }: Serving, name: string): number {
  const image = images.named(name);
  // Not to be remembered: images come and go.
  if (image === undefined) throw new Errno('ENOENT');
  image.looked(images.root.ino);
  return answer.entry(image.number, image.inode(images.root.ino), LONG_SECONDS);
}

/** The names of images are never used again. */
const LONG_SECONDS = 24 * 60 * 60;

function find({ answer }: Serving, image: Image, place: { dir: number; name: string }): number {
  if (image.inode(place.dir).kind !== 'directory') throw new Errno('ENOTDIR');
  const inode = image.mount.walk.entry(place.dir, place.name);
  if (inode !== undefined) {
    image.looked(inode.ino, place);
    return answer.entry(image.number, inode, image.validSeconds);
  }
  if (image.uncached) throw new Errno('ENOENT');
  return answer.noEntry(image.validSeconds);
}

export const forget: Operation = ({ images }, request) => {
  images.find(request.image)?.forget(request.ino, request.u64(0));
  return NEVER;
};

export const batchForget: Operation = ({ images }, request) => {
  const count = request.u32(0);
  for (let at = 8; at < 8 + count * 16; at += 16) images.find(request.u32(at + 4))?.forget(request.u32(at), request.u64(at + 8));
  return NEVER;
};

export const getattr: Operation = ({ images, answer }, { image: number, ino }) => {
  // New images change the root, and nobody needs to know when.
  if (number === ROOT_IMAGE) return answer.attributes(ROOT_IMAGE, images.root, LONG_SECONDS);
  const image = images.get(number);
  return answer.attributes(number, image.inode(ino), image.validSeconds);
};

export const readlink: Operation = ({ images, answer }, { image, ino }) => {
  const { kind, target } = images.get(image).inode(ino);
  if (kind !== 'symlink') throw new Errno('EINVAL');
  const bytes = Buffer.from(target);
  answer.put(0, bytes);
  return bytes.length;
};

/** Asked only where the kernel does not check permissions itself. */
export const access: Operation = ({ images }, { image: number, ino }: Request) => {
  if (number !== ROOT_IMAGE) images.get(number).inode(ino);
  return 0;
};

/** Made up, for a file system of some room, as the simulated kernel does it. */
export const statfs: Operation = ({ answer }) => {
  for (let at = 0; at < STATFS_BYTES; at += 4) answer.u32(at, 0);
  answer.u64(0, 2 ** 24);
  answer.u64(8, 2 ** 23);
  answer.u64(16, 2 ** 23);
  answer.u64(24, 2 ** 20);
  answer.u64(32, 2 ** 19);
  answer.u32(40, 4096);
  answer.u32(44, 255);
  answer.u32(48, 4096);
  return STATFS_BYTES;
};

const STATFS_BYTES = 80;
