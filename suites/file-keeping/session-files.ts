import type { KeptEntry } from '../../harness/host/keeping.ts';

/** In all that is stored, so that whatever file holds any of it can be told. */
export const SECRET = 'cw-secret';

const SECRET_BYTES = Buffer.from(SECRET);

/** Whether a file holds something of a session, in plain. What is compressed or encrypted is not recognised, and nothing is concluded from it. */
export function holdsSession({ kind, content }: KeptEntry): boolean {
  return (
    kind === 'file' &&
    content !== undefined &&
    Buffer.from(content.buffer, content.byteOffset, content.length).includes(SECRET_BYTES)
  );
}

/** A path as people are told it: from the store's directory. */
export function shownPath(path: string): string {
  return path.startsWith(STORE_DIRECTORY) ? path.slice(STORE_DIRECTORY.length) : path.replace(/^\/tmp\//, '<os.tmpdir()>/');
}

const STORE_DIRECTORY = '/data/';
