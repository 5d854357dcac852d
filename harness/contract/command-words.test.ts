import { expect, test } from 'vitest';
import { commandWords } from './command-words.ts';

test.each([
  ['python3 my_store.py', ['python3', 'my_store.py']],
  ['  go  run\t. ', ['go', 'run', '.']],
  [`'my program' "a \\"b\\" $HOME" c\\ d ''`, ['my program', 'a "b" $HOME', 'c d', '']],
  [`a"b"'c' '\\n' "\\n"`, ['abc', '\\n', '\\n']],
])('%s', (line, words) => {
  expect(commandWords(line)).toEqual(words);
});

test.each(['', '   ', "''", 'python3 "x'])('%j is no command', (line) => {
  expect(() => commandWords(line)).toThrow(/is no command/);
});
