import { Failure } from './failure.ts';

/**
 * The words of a command line, as a shell would cut it: at blanks, but for what stands in quotes or behind a backslash. Nothing is expanded.
 *
 * @throws {Failure} CW_STDIO_COMMAND where there is no word, or a quote is not closed.
 */
export function commandWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: '"' | "'" | undefined;
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    const next = line.charAt(at + 1);
    if (character === quote) quote = undefined;
    else if (quote === undefined && (character === '"' || character === "'")) {
      quote = character;
      word ??= '';
    } else if (character === '\\' && next !== '' && (quote === undefined || (quote === '"' && /["\\$`]/.test(next)))) {
      word = `${word ?? ''}${next}`;
      at++;
    } else if (quote === undefined && /\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = `${word ?? ''}${character}`;
  }
  if (quote !== undefined) throw amiss(line, `the quote ${quote} is not closed`);
  if (word !== undefined) words.push(word);
  if (words[0] === undefined || words[0] === '') throw amiss(line, 'it names no program');
  return words;
}

function amiss(line: string, why: string): Failure {
  return new Failure('CW_STDIO_COMMAND', `${JSON.stringify(line)} is no command: ${why}.`, {
    hint: "Write it as for a shell, such as --stdio 'python3 my_store.py'.",
  });
}
