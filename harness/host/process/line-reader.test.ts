import { expect, test } from 'vitest';
import { LineReader } from './line-reader.ts';

const bytes = (text: string): Buffer => Buffer.from(text);

test.each<[what: string, chunks: Buffer[], expected: unknown[]]>([
  ['a line in one chunk', [bytes('{"a":1}\n')], [{ a: 1 }]],
  ['several lines in one chunk', [bytes('1\n2\n3\n')], [1, 2, 3]],
  ['a line over several chunks', [bytes('{"a'), bytes('":'), bytes('1}\n')], [{ a: 1 }]],
  ['a character cut in two', [bytes('"é"\n').subarray(0, 2), bytes('"é"\n').subarray(2)], ['é']],
  ['a last line torn by the kill', [bytes('1\n{"type":"acknow')], [1]],
  ['a last line without its line feed', [bytes('1\n2')], [1]],
  ['nothing', [], []],
])('%s', (_, chunks, expected) => {
  const reader = new LineReader<unknown>();
  expect(chunks.flatMap((chunk) => reader.push(chunk))).toEqual(expected);
});

test('a whole line that is no JSON is no tear', () => {
  expect(() => new LineReader().push(bytes('{"torn":\n'))).toThrow(SyntaxError);
});
