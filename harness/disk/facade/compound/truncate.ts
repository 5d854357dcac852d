import { constants } from 'node:fs';
import type { Style } from '../drive.ts';
import { ftruncate, open, type Program } from '../primitive.ts';
import { closing } from './closing.ts';

/** `truncate(path)`: open, ftruncate, close. Node does not use truncate(2). */
export function* truncate(style: Style, path: string, length: number): Program<void> {
  const fd = yield* open(path, constants.O_RDWR, 0o666);
  yield* closing(style, fd, ftruncate(fd, length));
}
