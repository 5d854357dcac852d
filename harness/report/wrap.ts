/**
 * Breaks prose into lines of at most `width` characters, between words; a longer word gets a line of its own and is not cut, so that
 * paths and commands can be copied. Line feeds in the text stay. The first line begins with `first`, the others with `rest`
 * (both count towards the width; `rest` defaults to as many spaces as `first` has).
 */
export function wrap(text: string, { width, first = '', rest = ' '.repeat(first.length) }: WrapOptions): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = lines.length === 0 ? first : rest;
    let empty = true;
    for (const word of paragraph.split(' ').filter((part) => part !== '')) {
      if (!empty && lengthOf(line) + 1 + lengthOf(word) > width) {
        lines.push(line);
        line = rest;
        empty = true;
      }
      line += empty ? word : ` ${word}`;
      empty = false;
    }
    lines.push(line.trimEnd());
  }
  return lines;
}

export interface WrapOptions {
  width: number;
  first?: string;
  rest?: string;
}

/** How many characters a text has, those outside the basic plane counted once. */
export function lengthOf(text: string): number {
  return [...text].length;
}

/** Cuts a text to at most `width` characters, the last of them then an ellipsis. */
export function ellipsis(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join('')}…`;
}
