import { expect, test } from 'vitest';
import { LONGEST_LINE, MessageLines } from './message-lines.ts';

const texts = (lines: readonly Buffer[]) => lines.map((line) => line.toString());

test('lines end at a line feed and nowhere else, however they are cut into chunks', () => {
  const whole = Buffer.from('one\u2028\u0085\rstill one\ntwo é\n\nthree');
  for (const size of [1, 2, 3, 7, whole.length]) {
    const lines = new MessageLines();
    const found: string[] = [];
    for (let at = 0; at < whole.length; at += size) found.push(...texts(lines.push(whole.subarray(at, at + size))));
    expect(found).toEqual(['one\u2028\u0085\rstill one', 'two é', '']);
    expect(lines.torn.toString()).toBe('three');
  }
});

test('a line may be 16 MiB, and no more', () => {
  const longest = Buffer.alloc(LONGEST_LINE, 'x');
  const lines = new MessageLines();
  expect(lines.push(longest)).toEqual([]);
  expect(lines.push(Buffer.from('\n'))[0]?.length).toBe(LONGEST_LINE);
  expect(() => new MessageLines().push(Buffer.concat([longest, Buffer.from('x')]))).toThrow('a line of more than');
});
