import fs, { type Dirent } from 'node:fs';
import type { DirectoryEntry, FileKind } from '../kernel.ts';

/** libuv's `uv_dirent_type_t`. */
export const DIRENT_TYPES: Readonly<Record<FileKind, number>> = { file: 1, directory: 2, symlink: 3 };

type NameEncoding = BufferEncoding | 'buffer' | undefined;

/** A name in the encoding that the store asked for. */
export function encodeName(name: string, encoding: NameEncoding): string | Buffer {
  if (encoding === undefined || encoding === 'utf8' || encoding === 'utf-8') return name;
  const bytes = Buffer.from(name);
  return encoding === 'buffer' ? bytes : bytes.toString(encoding);
}

/** An instance of Node's own class. Its constructor is the same in Node 20, 22 and 24 but not in its published types. */
export function direntOf(entry: DirectoryEntry, parent: string, encoding: NameEncoding): Dirent {
  const Class = fs.Dirent as unknown as new (name: string | Buffer, type: number, path: string) => Dirent;
  return new Class(encodeName(entry.name, encoding), DIRENT_TYPES[entry.kind], parent);
}

/** As libuv sorts what scandir(3) finds: by bytes, which is by code units for all names without astral characters. */
export function sorted(entries: readonly DirectoryEntry[]): DirectoryEntry[] {
  return entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
