import type { Host, ImageEntry } from '../../harness/host/host.ts';
import type { NumberEdit } from './trial.ts';

/** Names that people give to the version of a format. */
const NAMED = /^v(er)?$|version|schema|format/i;
const LARGEST_FILE_BYTES = 1_000_000;
/** No version that is to come soon, so that no store can know it. */
const FAR = 100;

/** A version number that the store's files have. */
export interface VersionNumber {
  /** The key that it stands under in JSON; empty: a file that holds nothing else; `user_version`: of an SQLite database. */
  readonly key: string;
  readonly value: number | string;
  /** A checksum may be over it: a store that finds it wrong is right to call the file damaged. */
  readonly checked: boolean;
}

/**
 * The version numbers in a store's files: what bears a name of one, and is the same in all of them at all times. What counts the changes of a session is
 * called a version too, but goes up with them.
 *
 * @param disks the store's files at several times, between which every session was written to.
 */
export function versionNumbersOf(disks: readonly (readonly ImageEntry[])[]): VersionNumber[] {
  const found = new Map<string, Set<number | string>>();
  const inAll = disks.map((entries) => new Set(entries.flatMap((entry) => numbersIn(entry).map(({ key }) => key))));
  for (const { key, value } of disks.flat().flatMap(numbersIn)) found.set(key, (found.get(key) ?? new Set()).add(value));
  const checked = disks.flat().some(hasChecksum);
  return [...found].flatMap(([key, values]) => {
    const [value, ...others] = values;
    return value === undefined || others.length > 0 || !inAll.every((keys) => keys.has(key)) ? [] : [{ key, value, checked }];
  });
}

/** As a much newer version writes it. */
export function raised({ key, value }: VersionNumber): NumberEdit {
  if (typeof value === 'number') return { key, to: value + FAR };
  const [major = '0', ...minor] = value.split('.');
  return { key, to: [Number(major) + FAR, ...minor].join('.') };
}

export function restored({ key, value }: VersionNumber): NumberEdit {
  return { key, to: value };
}

/** The image with this number in every file that has it. */
export async function withNumbers<Image>(host: Host<Image>, image: Image, edit: NumberEdit): Promise<Image> {
  let edited = image;
  for (const entry of await host.entries(image)) {
    if (!numbersIn(entry).some(({ key }) => key === edit.key)) continue;
    edited = await host.replaced(edited, entry.path, { kind: 'file', bytes: withNumber(entry, edit) });
  }
  return edited;
}

/** What stands under the key, file by file. */
export function numbersUnder(key: string, entries: readonly ImageEntry[]): { path: string; value: number | string }[] {
  return entries.flatMap((entry) =>
    numbersIn(entry).flatMap((found) => (found.key === key ? [{ path: entry.path, value: found.value }] : [])),
  );
}

interface FoundNumber {
  readonly key: string;
  readonly value: number | string;
}

function numbersIn(entry: ImageEntry): FoundNumber[] {
  const { kind, content, path } = entry;
  if (kind !== 'file' || content === undefined || content.length > LARGEST_FILE_BYTES) return [];
  if (isDatabase(content)) {
    const value = Buffer.from(content).readUInt32BE(USER_VERSION_AT);
    return value === 0 ? [] : [{ key: USER_VERSION, value }];
  }
  const text = Buffer.from(content).toString();
  if (/^\d+\s*$/.test(text)) return NAMED.test(path.slice(path.lastIndexOf('/') + 1)) ? [{ key: '', value: Number(text) }] : [];
  if (!isJsonOrLines(text)) return [];
  return [...text.matchAll(MEMBER)].flatMap(([, key = '', value = '']) =>
    NAMED.test(key) ? [{ key, value: JSON.parse(value) as number | string }] : [],
  );
}

function withNumber({ content = new Uint8Array() }: ImageEntry, { key, to }: NumberEdit): Uint8Array {
  const bytes = Buffer.from(content);
  if (key === USER_VERSION) {
    bytes.writeUInt32BE(Number(to), USER_VERSION_AT);
    return bytes;
  }
  const text = bytes.toString();
  if (key === '') return Buffer.from(text.replace(/^\d+/, String(to)));
  return Buffer.from(
    text.replaceAll(MEMBER, (member, name: string, value: string) =>
      name === key ? `${member.slice(0, member.length - value.length)}${JSON.stringify(to)}` : member,
    ),
  );
}

/** `"version": 2` or `"version": "2.1"`, as it stands in JSON. */
const MEMBER = /"([^"\\]+)"\s*:\s*(\d{1,6}(?![\d.eE])|"\d{1,6}(?:\.\d+){0,2}")/g;

function isJsonOrLines(text: string): boolean {
  return isObject(text) || text.split('\n').some((line) => isObject(line));
}

function isObject(text: string): boolean {
  if (!text.trimStart().startsWith('{')) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const CHECKSUM = /[0-9a-f]{8,}|"[^"]*(?:sum|crc|hash|digest|sign|mac)[^"]*"\s*:/i;

function hasChecksum({ content }: ImageEntry): boolean {
  return content !== undefined && content.length <= LARGEST_FILE_BYTES && CHECKSUM.test(Buffer.from(content).toString());
}

/** The database header: https://www.sqlite.org/fileformat.html, 1.3.15. */
const USER_VERSION = 'user_version';
const USER_VERSION_AT = 60;
const DATABASE = 'SQLite format 3\0';

function isDatabase(content: Uint8Array): boolean {
  return content.length >= 100 && Buffer.from(content.subarray(0, DATABASE.length)).toString('latin1') === DATABASE;
}
