import type { Attributes } from '../../disk.ts';
import { Errno, type Primitive } from '../../kernel.ts';
import { FILE_BYTES_MAX } from '../../transfer.ts';
import type { Request } from '../request.ts';
import type { Operation } from '../serving.ts';
import { SET_ATIME, SET_ATIME_NOW, SET_GID, SET_MODE, SET_MTIME, SET_MTIME_NOW, SET_SIZE, SET_UID } from '../wire.ts';

/** chmod(2), chown(2), utimensat(2), truncate(2), or several at once, such as the set-id bits that a chown takes away. */
export const setattr: Operation = (serving, request) => {
  const image = serving.images.get(request.image);
  const { ino, thread } = request;
  const { mount } = image;
  const valid = request.u32(0);
  const size = valid & SET_SIZE ? request.u64(16) : undefined;
  const attributes = attributesOf(request, valid);
  const before = image.inode(ino).size;
  return serving.call(image, request, {
    primitive: primitiveOf(valid),
    path: image.pathOf(ino),
    thread,
    changes: size !== undefined && size !== before,
    perform: () => {
      const inode = image.inode(ino);
      mount.subject = ino;
      if (size !== undefined) {
        mount.length = size;
        if (inode.kind !== 'file') throw new Errno('EINVAL');
        if (size > FILE_BYTES_MAX) throw new Errno('EFBIG');
        if (size !== inode.size) mount.setSize(ino, size);
        else mount.disk.touched(ino);
      }
      if (Object.keys(attributes).length > 0) mount.setAttributes(ino, attributes);
      return serving.answer.attributes(image.number, image.inode(ino), image.validSeconds);
    },
  });
};

function attributesOf(request: Request, valid: number): Attributes {
  const attributes: Attributes = {};
  if (valid & SET_MODE) attributes.mode = request.u32(68) & 0o7777;
  if (valid & SET_UID) attributes.uid = request.u32(76);
  if (valid & SET_GID) attributes.gid = request.u32(80);
  if (valid & SET_ATIME_NOW) attributes.atimeMs = Date.now();
  else if (valid & SET_ATIME) attributes.atimeMs = milliseconds(request.i64(32), request.u32(56));
  if (valid & SET_MTIME_NOW) attributes.mtimeMs = Date.now();
  else if (valid & SET_MTIME) attributes.mtimeMs = milliseconds(request.i64(40), request.u32(60));
  return attributes;
}

function primitiveOf(valid: number): Primitive {
  if (valid & SET_SIZE) return 'ftruncate';
  if (valid & (SET_UID | SET_GID)) return 'chown';
  return valid & SET_MODE ? 'chmod' : 'utimes';
}

function milliseconds(seconds: number, nanoseconds: number): number {
  return seconds * 1000 + nanoseconds / 1e6;
}
