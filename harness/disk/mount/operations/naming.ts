import { type Entry, existing, makeDirectory, removeEntry, renameEntry, requireFree } from '../../entries.ts';
import { Errno } from '../../kernel.ts';
import type { DiskCall } from '../disk-call.ts';
import type { Image } from '../image.ts';
import { ROOT_IMAGE } from '../images.ts';
import type { Request } from '../request.ts';
import type { Operation, Serving } from '../serving.ts';
import { KIND_MASK, KINDS, RENAME_EXCHANGE, RENAME_NOREPLACE } from '../wire.ts';

export const mkdir: Operation = (serving, request) => {
  const mode = request.u32(0);
  const [name] = request.names(8, 1);
  return make(serving, request, { primitive: 'mkdir', name }, (image, entry) => makeDirectory(image.mount, entry, mode));
};

/** Of regular files alone. @throws Errno EPERM for devices, FIFOs and sockets */
export const mknod: Operation = (serving, request) => {
  const mode = request.u32(0);
  const [name] = request.names(16, 1);
  if ((mode & KIND_MASK) !== KINDS.file) throw new Errno('EPERM');
  return make(serving, request, { primitive: 'mknod', name }, (image, { dir }) =>
    image.mount.create(dir, name, 'file', mode & 0o7777),
  );
};

export const symlink: Operation = (serving, request) => {
  const [name, target] = request.names(0, 2);
  return make(serving, request, { primitive: 'symlink', name, target }, (image, { dir }) =>
    image.mount.create(dir, name, 'symlink', 0o777, target),
  );
};

export const link: Operation = (serving, request) => {
  const existingImage = request.u32(4);
  const ino = request.u32(0);
  const [name] = request.names(8, 1);
  const image = serving.images.get(request.image);
  if (existingImage !== image.number) throw new Errno('EXDEV');
  const entry = { dir: request.ino, name };
  requireFree(image.mount, entry);
  return serving.call(image, request, {
    primitive: 'link',
    path: image.pathOf(ino),
    to: image.pathIn(entry),
    thread: request.thread,
    changes: true,
    perform: () => {
      requireFree(image.mount, entry);
      const inode = image.inode(ino);
      image.mount.subject = ino;
      if (inode.kind === 'directory') throw new Errno('EPERM');
      // Its last name may have gone meanwhile, as linkat(2) has it.
      if (inode.names === 0) throw new Errno('ENOENT');
      image.mount.changeEntries([{ ...entry, ino }]);
      return answerEntry(serving, image, entry, ino);
    },
  });
};

export const unlink: Operation = (serving, request) => remove(serving, request, 'unlink');
/** Of the mount's root: the directories of images that were removed, so that the kernel lets go of them. */
export const rmdir: Operation = (serving, request) => {
  if (request.image !== ROOT_IMAGE || serving.images.named(request.names(0, 1)[0]) !== undefined)
    return remove(serving, request, 'rmdir');
  return 0;
};

export const rename: Operation = (serving, request) => move(serving, request, 8, 0);
/** @throws Errno EINVAL for RENAME_WHITEOUT, which overlays use */
export const rename2: Operation = (serving, request) => move(serving, request, 16, request.u32(8));

/** The answer that tells the kernel of an inode. */
export function answerEntry({ answer }: Serving, image: Image, entry: Entry, ino: number): number {
  image.looked(ino, entry);
  return answer.entry(image.number, image.inode(ino), image.validSeconds);
}

/** What is new belongs to whoever made it; in a set-group-id directory to the directory's group. */
export function giveTo(image: Image, dir: number, ino: number, { uid, gid }: Pick<Request, 'uid' | 'gid'>): void {
  const inode = image.inode(ino);
  const group = image.inode(dir).mode & 0o2000 ? inode.gid : gid;
  if (inode.uid !== uid || inode.gid !== group) image.mount.setAttributes(ino, { uid, gid: group });
}

function make(
  serving: Serving,
  request: Request,
  { primitive, name, target }: { primitive: 'mkdir' | 'mknod' | 'symlink'; name: string; target?: string },
  create: (image: Image, entry: Entry) => number,
): number {
  const image = serving.images.get(request.image);
  const entry = { dir: request.ino, name };
  requireFree(image.mount, entry);
  const path = image.pathIn(entry);
  const { uid, gid, thread } = request;
  return serving.call(image, request, {
    primitive,
    ...(target === undefined ? { path } : { path: target, to: path }),
    thread,
    changes: true,
    perform: () => {
      requireFree(image.mount, entry);
      const ino = create(image, entry);
      giveTo(image, entry.dir, ino, { uid, gid });
      return answerEntry(serving, image, entry, ino);
    },
  });
}

function remove(serving: Serving, request: Request, primitive: 'unlink' | 'rmdir'): number {
  const image = serving.images.get(request.image);
  const { mount } = image;
  const [name] = request.names(0, 1);
  const entry = { dir: request.ino, name };
  const check = () => {
    const inode = existing(mount, entry);
    mount.subject = inode.ino;
    if (primitive === 'unlink' && inode.kind === 'directory') throw new Errno('EISDIR');
    if (primitive === 'rmdir' && inode.kind !== 'directory') throw new Errno('ENOTDIR');
    if (inode.entries.size > 0) throw new Errno('ENOTEMPTY');
    return inode;
  };
  return serving.call(image, request, {
    primitive,
    path: image.pathIn(entry),
    thread: request.thread,
    changes: succeeds(check),
    perform: () => {
      removeEntry(mount, entry, check());
      return 0;
    },
  });
}

function move(serving: Serving, request: Request, namesAt: number, flags: number): number {
  if (flags & ~(RENAME_NOREPLACE | RENAME_EXCHANGE)) throw new Errno('EINVAL');
  const image = serving.images.get(request.image);
  const [name, newName] = request.names(namesAt, 2);
  if (request.u32(4) !== image.number) throw new Errno('EXDEV');
  const from = { dir: request.ino, name };
  const to = { dir: request.u32(0), name: newName };
  const { mount } = image;
  const call: DiskCall = {
    primitive: 'rename',
    path: image.pathIn(from),
    to: image.pathIn(to),
    thread: request.thread,
    // What is wrong with the names the kernel has seen; but for a directory that is not empty.
    changes: flags !== 0 || !((mount.walk.entry(to.dir, to.name)?.entries.size ?? 0) > 0),
    perform: () => {
      const inode = existing(mount, from);
      const other = mount.walk.entry(to.dir, to.name);
      renameEntry(mount, from, to, {
        noReplace: (flags & RENAME_NOREPLACE) !== 0,
        exchange: (flags & RENAME_EXCHANGE) !== 0,
      });
      image.moved(inode.ino, to);
      if (flags & RENAME_EXCHANGE && other !== undefined) image.moved(other.ino, from);
      return 0;
    },
  };
  return serving.call(image, request, call);
}

function succeeds(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (error instanceof Errno) return false;
    throw error;
  }
}
