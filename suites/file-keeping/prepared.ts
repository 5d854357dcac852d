import path from 'node:path';
import type { User } from '../../harness/disk/conditions.ts';
import type { Keeping, KeptEntry } from '../../harness/host/keeping.ts';
import { holdsSession } from './session-files.ts';
import type { Trial } from './trial.ts';

/** Where a link leads to: outside the store's directory, as in a folder that is synchronised. */
const ELSEWHERE = '/linked';

/** Whose the store's directory is where root is not at work. */
export const OWNER: User = { uid: 1000, gid: 1000 };

/** Whose files are where root is at work. */
export const OTHER_OWNER: User = { uid: 1234, gid: 1235 };

const STORE_DIRECTORY = '/data';
const NO_FILE = 'no file holds a session as it was stored';
const WRITE_BITS = 0o222;

/** A symbolic link that was put in the place of a session's file, and where that is now. */
export interface PutLink {
  readonly path: string;
  readonly to: string;
}

/** The disk as a life finds it, after what was done to it behind the store's back; or why that cannot be done. */
export function prepared<Image>(
  keeping: Keeping<Image>,
  image: Image,
  { trial: { kind, given = {} }, incarnation }: { trial: Trial; incarnation: number },
): { readonly start: Image; readonly link?: PutLink } | { readonly unprepared: string } {
  switch (kind) {
    case 'link-beside':
    case 'link-elsewhere':
      return incarnation === 1 ? linked(keeping, image, kind) : { start: image };
    case 'made-private':
      return incarnation === 1 ? withAttributes(keeping, image, { mode: 0o600 }) : { start: image };
    case 'owner':
      return incarnation === 1 ? withAttributes(keeping, image, OTHER_OWNER) : { start: image };
    case 'attributes':
      return incarnation === 1 ? withAttributes(keeping, image, given) : { start: image };
    case 'read-only-directory':
      return { start: withDirectoryModes(keeping, image, incarnation) };
    default:
      return { start: image };
  }
}

function linked<Image>(
  keeping: Keeping<Image>,
  image: Image,
  kind: 'link-beside' | 'link-elsewhere',
): { readonly start: Image; readonly link: PutLink } | { readonly unprepared: string } {
  const [file, ...others] = keeping.entries(image).filter(holdsSession);
  if (file === undefined) return { unprepared: NO_FILE };
  if (others.length > 0) return { unprepared: 'more than one file holds a session' };
  const directory = kind === 'link-beside' ? path.dirname(file.path) : ELSEWHERE;
  // In the same directory a name that no store takes for one of its own.
  const name = kind === 'link-beside' ? `cw-linked-${path.basename(file.path)}.moved` : path.basename(file.path);
  const link = { path: file.path, to: path.join(directory, name) };
  return { start: keeping.linkedTo(image, link.path, link.to), link };
}

/** Every file that holds a session, with another mode or owner. */
function withAttributes<Image>(
  keeping: Keeping<Image>,
  image: Image,
  attributes: Parameters<Keeping<Image>['withAttributes']>[2],
): { readonly start: Image } | { readonly unprepared: string } {
  const files = keeping.entries(image).filter(holdsSession);
  if (files.length === 0) return { unprepared: NO_FILE };
  return { start: files.reduce((one, { path: at }) => keeping.withAttributes(one, at, attributes), image) };
}

/** They belong to the one at work, who may write to them but in the second life. */
function withDirectoryModes<Image>(keeping: Keeping<Image>, image: Image, incarnation: number): Image {
  if (incarnation === 0) return keeping.withAttributes(image, STORE_DIRECTORY, OWNER);
  const isOfStore = ({ kind, path: at }: KeptEntry): boolean =>
    kind === 'directory' && (at === STORE_DIRECTORY || at.startsWith(`${STORE_DIRECTORY}/`));
  return keeping
    .entries(image)
    .filter(isOfStore)
    .reduce((one, { path: at, mode }) => {
      const changed = incarnation === 1 ? mode & ~WRITE_BITS : mode | 0o200;
      return keeping.withAttributes(one, at, { mode: changed });
    }, image);
}
