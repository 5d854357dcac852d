import { printable } from '../../printable.ts';

/**
 * A text as GitHub's Markdown shows it, in a line, a table or HTML: on one line, with whatever could become markup, a link, a mention or an
 * emoji as a character reference. A reference is never markup (CommonMark 0.31, 2.5).
 */
export function inline(text: string): string {
  return printable(text)
    .replace(/\s*\n\s*/g, ' ')
    .replace(MARKUP, (character) => `&#${character.charCodeAt(0)};`);
}

// An underscore inside a word, and a colon that begins no emoji and no address, are nothing else: names stay readable in the source.
const MARKUP = /[&<>|`*[\]\\~#$@!]|(?<![a-z0-9])_|_(?![a-z0-9])|:(?=\/\/|[\w+-]+:)|(?<=mailto|xmpp):|(?<=www)\./gi;

/** Lines as they are, in a fence that is longer than any run of backticks in them. */
export function fenced(lines: readonly string[]): string[] {
  const content = printable(lines.join('\n'));
  const longest = (content.match(/`+/g) ?? []).reduce((most, { length }) => Math.max(most, length), 0);
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return [`${fence}text`, ...content.split('\n'), fence];
}

/** A table; cells are texts as `inline` gives them. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [row(headings), row(headings.map(() => '---')), ...rows.map(row)];
}
