import { linesOf } from './lines.ts';

/** A JSON document; a log of JSON texts, a line each; anything else: binary, compressed, with a framing of its own. */
export type FileFormat = 'json' | 'jsonl' | 'opaque';

/** What kind of file it is, from its bytes alone. */
export function formatOf(bytes: Buffer): FileFormat {
  if (bytes.length === 0) return 'opaque';
  const lines = textsOf(bytes);
  if (lines.length >= 2 && lines.every(isJson)) return 'jsonl';
  return isJson(bytes.toString()) ? 'json' : 'opaque';
}

/** Whether nothing about the bytes shows that they are not as they should be, to one who knows only the format. */
export function fitsFormat(bytes: Buffer, format: FileFormat): boolean {
  switch (format) {
    case 'json':
      return isJson(bytes.toString());
    case 'jsonl':
      return textsOf(bytes).every(isJson);
    case 'opaque':
      return true;
  }
}

/** Of the lines that are not blank. */
function textsOf(bytes: Buffer): string[] {
  return linesOf(bytes)
    .map(({ start, end }) => bytes.toString('utf8', start, end))
    .filter((text) => text.trim() !== '');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
