import type { FileFormat } from './format.ts';
import { type Line, linesOf } from './lines.ts';
import { tagsIn, tagsInBytes } from './tags.ts';

/**
 * The payloads whose bytes are intact, by their tags, in the order of the damaged file; decided from the bytes alone.
 *
 * Of a log a payload is intact if its line is there as it was, newline included: a line without one may be a torn append that nobody
 * acknowledged. Of a document, if its tag is there. Of what is in another format nothing is known.
 */
export function intactTags(format: FileFormat, original: Buffer, damaged: Buffer): string[] {
  switch (format) {
    case 'jsonl':
      return tagsIn(wholeLines(format, original, damaged).join('\n'));
    case 'json': {
      const written = new Set(tagsInBytes(original));
      return tagsInBytes(damaged).filter((tag) => written.has(tag));
    }
    case 'opaque':
      return [];
  }
}

/** Of a log the payloads that are intact, as for `intactTags`, and those in lines that stand whole on one line, or before CR LF: their bytes are there too. */
export function separableTags(original: Buffer, damaged: Buffer): string[] {
  const known = new Set(linesOf(original).map((line) => textOf(original, line)));
  const parts = linesOf(damaged).flatMap((line) => (line.ended ? partsOf(textOf(damaged, line), known) : []));
  return tagsIn(parts.join('\n'));
}

/** The known lines that a line consists of; none where it does not. */
function partsOf(text: string, known: ReadonlySet<string>): readonly string[] {
  if (known.has(text)) return [text];
  if (text.endsWith('\r') && known.has(text.slice(0, -1))) return [text.slice(0, -1)];
  for (const first of known) {
    // Only what is delimited by itself can be told from what it is glued to.
    if (!/^\{.*\}$/.test(first) || !text.startsWith(first)) continue;
    const rest = partsOf(text.slice(first.length), known);
    if (rest.length > 0) return [first, ...rest];
  }
  return [];
}

/** Of a log, the lines that are as they were, newline included; of a document all that is there. */
export function wholeLines(format: FileFormat, original: Buffer, damaged: Buffer): string[] {
  if (format !== 'jsonl') return [damaged.toString('latin1')];
  const known = new Set(linesOf(original).map((line) => textOf(original, line)));
  return linesOf(damaged).flatMap((line) => {
    const text = textOf(damaged, line);
    return line.ended && known.has(text) ? [text] : [];
  });
}

/**
 * Whether a log may be one whose last append was torn, with fewer records before: whole lines that were written to it, at least one, then a
 * line that may be anything. No format without a count of records can tell.
 */
export function mayBeTorn(original: Buffer, damaged: Buffer): boolean {
  const known = new Set(linesOf(original).map((line) => textOf(original, line)));
  const isWhole = (line: Line) => known.has(textOf(damaged, line));
  const lines = linesOf(damaged);
  // All that is missing of the first may be its newline.
  return lines[0] !== undefined && isWhole(lines[0]) && lines.slice(0, -1).every(isWhole);
}

function textOf(bytes: Buffer, { start, end }: Line): string {
  return bytes.toString('latin1', start, end);
}
