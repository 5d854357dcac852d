import { constants } from 'node:fs';
import type { Style } from '../drive.ts';
import { ftruncate, open, type Program } from '../primitive.ts';
import { closing } from './closing.ts';

/** `truncate(path)`: open, ftruncate, close. Node does not use truncate(2). `lengthOf` may throw: by then Node has opened the file. */
export function* truncate(style: Style, path: string, lengthOf: () => number): Program<void> {
  const fd = yield* open(path, constants.O_RDWR, 0o666);
  yield* closing(style, fd, truncateOpen(fd, lengthOf));
}

function* truncateOpen(fd: number, lengthOf: () => number): Program<void> {
  yield* ftruncate(fd, lengthOf());
}
