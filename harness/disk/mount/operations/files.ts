import { constants } from 'node:fs';
import { allocate } from '../../allocating.ts';
import { Errno } from '../../kernel.ts';
import type { Handle } from '../handles.ts';
import type { Image } from '../image.ts';
import type { Request } from '../request.ts';
import type { Operation, Serving } from '../serving.ts';
import { OPEN_DIRECT_IO, OPEN_KEEP_CACHE, OPEN_PARALLEL_DIRECT_WRITES, RELEASE_FLOCK, SYNC_DATA_ONLY } from '../wire.ts';
import { answerEntry, giveTo } from './naming.ts';

const { O_ACCMODE, O_EXCL, O_TRUNC } = { ...constants, O_ACCMODE: 3 };

export const open: Operation = (serving, request) => {
  const image = serving.images.get(request.image);
  return openFile(serving, request, { image, ino: request.ino, path: image.pathOf(request.ino), flags: request.u32(0) });
};

/** Asked where the kernel knows of no such name. */
export const create: Operation = (serving, request) => {
  const image = serving.images.get(request.image);
  const flags = request.u32(0);
  const mode = request.u32(4);
  const [name] = request.names(16, 1);
  const entry = { dir: request.ino, name };
  const { mount } = image;
  const path = image.pathIn(entry);
  const found = mount.walk.entry(entry.dir, name);
  if (found !== undefined && flags & O_EXCL) throw new Errno('EEXIST');
  if (found !== undefined) return openFile(serving, request, { image, ino: found.ino, path, flags, entry });
  if (image.inode(entry.dir).names === 0) throw new Errno('ENOENT');
  const { uid, gid, thread } = request;
  return serving.call(image, request, {
    primitive: 'open',
    path,
    thread,
    changes: true,
    creates: true,
    forWriting: (flags & O_ACCMODE) !== 0,
    perform: () => {
      const ino = mount.walk.entry(entry.dir, name)?.ino ?? mount.create(entry.dir, name, 'file', mode & 0o7777);
      giveTo(image, entry.dir, ino, { uid, gid });
      const handle = serving.handles.add({ image, ino, path }, flags);
      return serving.answer.opened(answerEntry(serving, image, entry, ino), handle.number, openFlags(image));
    },
  });
};

interface Opening {
  readonly image: Image;
  readonly ino: number;
  readonly path: string | undefined;
  readonly flags: number;
  /** The kernel has still to be told of the inode, by this name. */
  readonly entry?: { dir: number; name: string };
}

function openFile(serving: Serving, request: Request, { image, ino, path, flags, entry }: Opening): number {
  const { mount } = image;
  const empties = (flags & O_TRUNC) !== 0;
  return serving.call(image, request, {
    primitive: 'open',
    path,
    thread: request.thread,
    changes: empties && image.inode(ino).size > 0,
    forWriting: (flags & O_ACCMODE) !== 0,
    perform: () => {
      mount.subject = ino;
      if (empties && image.inode(ino).size > 0) mount.setSize(ino, 0);
      else if (empties) mount.disk.touched(ino);
      const handle = serving.handles.add({ image, ino, path }, flags);
      const at = entry === undefined ? 0 : answerEntry(serving, image, entry, ino);
      return serving.answer.opened(at, handle.number, openFlags(image));
    },
  });
}

function openFlags({ uncached }: Image): number {
  return uncached ? OPEN_DIRECT_IO | OPEN_PARALLEL_DIRECT_WRITES : OPEN_KEEP_CACHE;
}

/** A close(2): of one of several descriptors, perhaps. Only an error that it reports is noted; the file is closed at `release`. */
export const flush: Operation = (serving, request) => {
  const handle = serving.handles.get(request.u64(0));
  const { image, ino, path } = handle;
  if (image === undefined) return 0;
  serving.locks.closed({ image: image.number, ino }, request.u64Text(16));
  return serving.call(image, request, {
    primitive: 'close',
    path,
    thread: request.thread,
    changes: false,
    isUsual: true,
    perform: () => {
      image.mount.subject = ino;
      return 0;
    },
  });
};

/** The last close(2) of a file description. Nobody waits for the answer, so that it cannot fail, nor be held. */
export const release: Operation = ({ handles, locks }, request) => {
  const handle = handles.get(request.u64(0));
  const { image, ino, path } = handle;
  if (image !== undefined) {
    if (request.u32(12) & RELEASE_FLOCK) locks.released({ image: image.number, ino }, request.u64Text(16));
    image.perform({
      primitive: 'close',
      path,
      thread: request.thread,
      changes: false,
      perform: () => {
        image.mount.subject = ino;
        return 0;
      },
    });
  }
  handles.remove(handle.number);
  return 0;
};

/** fsync(2) and fdatasync(2), of files and directories. What they force is for the persistence models to say. */
export const fsync: Operation = (serving, request) => {
  const { image, ino, path }: Handle = serving.handles.get(request.u64(0));
  if (image === undefined) return 0;
  return serving.call(image, request, {
    primitive: request.u32(8) & SYNC_DATA_ONLY ? 'fdatasync' : 'fsync',
    path,
    thread: request.thread,
    changes: false,
    perform: () => {
      image.mount.subject = ino;
      return 0;
    },
  });
};

export const fallocate: Operation = (serving, request) => {
  const { image, ino, path } = serving.handles.get(request.u64(0));
  if (image === undefined) throw new Errno('EBADF');
  const range = { offset: request.i64(8), length: request.i64(16) };
  const mode = request.u32(24);
  return serving.call(image, request, {
    primitive: 'fallocate',
    path,
    thread: request.thread,
    changes: mode !== 1,
    perform: () => {
      image.mount.subject = ino;
      image.mount.offset = range.offset;
      image.mount.length = range.length;
      allocate(image.mount, ino, mode, range);
      return 0;
    },
  });
};
