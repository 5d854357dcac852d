import path from 'node:path';
import type { Keeping } from '../../harness/host/keeping.ts';
import { holdsSession } from './session-files.ts';
import type { Trial } from './trial.ts';

/** Where a link leads to: outside the store's directory, as in a folder that is synchronised. */
const ELSEWHERE = '/linked';

/** A symbolic link that was put in the place of a session's file, and where that is now. */
export interface PutLink {
  readonly path: string;
  readonly to: string;
}

/** The disk as a life finds it, after what was done to it behind the store's back; or why that cannot be done. */
export function prepared<Image>(
  keeping: Keeping<Image>,
  image: Image,
  { trial: { kind }, incarnation }: { trial: Trial; incarnation: number },
): { readonly start: Image; readonly link?: PutLink } | { readonly unprepared: string } {
  if (incarnation !== 1 || (kind !== 'link-beside' && kind !== 'link-elsewhere')) return { start: image };
  const [file, ...others] = keeping.entries(image).filter(holdsSession);
  if (file === undefined) return { unprepared: 'no file holds a session as it was stored' };
  if (others.length > 0) return { unprepared: 'more than one file holds a session' };
  const directory = kind === 'link-beside' ? path.dirname(file.path) : ELSEWHERE;
  // In the same directory a name that no store takes for one of its own.
  const name = kind === 'link-beside' ? `cw-linked-${path.basename(file.path)}.moved` : path.basename(file.path);
  const link = { path: file.path, to: path.join(directory, name) };
  return { start: keeping.linkedTo(image, link.path, link.to), link };
}
