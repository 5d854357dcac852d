import type { ImageEntry } from '../host/host.ts';
import type { FileView } from '../verdict/counterexample.ts';

const MOST_FILES = 12;
const EXCERPT_BYTES = 100;

/** What views were made of, for as long as somebody has them. */
const shown = new WeakMap<readonly FileView[], readonly ImageEntry[]>();

/** The files of a crash image, for people: what is in them, long middles elided. */
export function fileViews(entries: readonly ImageEntry[]): FileView[] {
  const views = entries.slice(0, MOST_FILES).map(({ path, kind, size, content, target }) => ({
    path,
    kind,
    sizeBytes: size,
    excerpt: content === undefined ? (target ?? '') : excerptOf(content),
  }));
  shown.set(views, entries);
  return views;
}

/** The crash image that `fileViews` made these very views of, whole; `undefined` for any others, such as none at all. */
export function entriesShownBy(views: readonly FileView[]): readonly ImageEntry[] | undefined {
  return shown.get(views);
}

function excerptOf(content: Uint8Array): string {
  if (content.length <= 2 * EXCERPT_BYTES) return printable(content);
  const [head, tail] = [content.subarray(0, EXCERPT_BYTES), content.subarray(content.length - EXCERPT_BYTES)];
  return `${printable(head)} ... ${printable(tail)}`;
}

/** Text as it is; bytes that are no text as escapes, so that NULs and torn characters show. */
function printable(bytes: Uint8Array): string {
  return (
    Buffer.from(bytes)
      .toString('utf8')
      .replaceAll('\n', '\\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be shown
      .replaceAll(/[\u0000-\u001f\u007f]/g, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`)
  );
}
