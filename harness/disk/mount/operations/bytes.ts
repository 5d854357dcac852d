import { constants } from 'node:fs';
import { Errno } from '../../kernel.ts';
import { FILE_BYTES_MAX, store } from '../../transfer.ts';
import type { Handle } from '../handles.ts';
import type { Operation } from '../serving.ts';
import { ANSWER_HEADER_BYTES, WRITE_BYTES_MAX, WRITE_FROM_CACHE } from '../wire.ts';

export const read: Operation = (serving, request) => {
  const { image, ino, path }: Handle = serving.handles.get(request.u64(0));
  if (image === undefined) throw new Errno('EISDIR');
  const offset = request.u64(8);
  const size = Math.min(request.u32(16), WRITE_BYTES_MAX);
  return serving.call(image, request, {
    primitive: 'read',
    path,
    thread: request.thread,
    changes: false,
    perform: () => {
      const { mount } = image;
      const count = image.inode(ino).content?.read(serving.answer.bytes, ANSWER_HEADER_BYTES, size, offset) ?? 0;
      mount.subject = ino;
      mount.offset = offset;
      mount.length = count;
      return count;
    },
  });
};

/** With O_APPEND at the end as it is on the disk: where a write went wrong the kernel may take it to be elsewhere. */
export const write: Operation = (serving, request) => {
  const { image, ino, path, synchronous }: Handle = serving.handles.get(request.u64(0));
  if (image === undefined) throw new Errno('EBADF');
  const asked = request.u64(8);
  const length = request.u32(16);
  const mapped = (request.u32(20) & WRITE_FROM_CACHE) !== 0;
  const append = !mapped && (request.u32(32) & constants.O_APPEND) !== 0;
  let bytes = request.data(WRITE_HEAD_BYTES, length);
  if (bytes.length !== length) throw new Errno('EIO');
  const { mount } = image;
  /** Where it has begun: what is there of it by then is not what it is appended to. */
  let begun: number | undefined;
  return serving.call(image, request, {
    primitive: 'write',
    path,
    thread: request.thread,
    changes: length > 0,
    length,
    mapped,
    keep: () => {
      bytes = Buffer.from(bytes);
    },
    perform: (count = length) => {
      const at = begun ?? (append ? image.inode(ino).size : asked);
      begun = at;
      mount.subject = ino;
      mount.offset = at;
      mount.length = count;
      mount.synchronous = synchronous;
      if (at + count > FILE_BYTES_MAX) throw new Errno('EFBIG');
      if (count > 0) store(mount, ino, at, bytes, 0, count);
      serving.answer.u32(0, count);
      serving.answer.u32(4, 0);
      return WRITE_ANSWER_BYTES;
    },
  });
};

const WRITE_HEAD_BYTES = 40;
const WRITE_ANSWER_BYTES = 8;
