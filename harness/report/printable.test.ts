import { expect, test } from 'vitest';
import { printable } from './printable.ts';

test.each([
  ['plain, ümlaut, 漢字, 😀', 'plain, ümlaut, 漢字, 😀'],
  ['two\nlines', 'two\nlines'],
  ['two\r\nlines', 'two\nlines'],
  ['a\tb', 'a  b'],
  ['\u001b[31mred\u001b[39m', 'red'],
  ['NUL \u0000', 'NUL \\u0000'],
  ['back\rto the start', 'back\\u000dto the start'],
  ['lone \ud83d', 'lone \\ud83d'],
  ['line \u2028 separator', 'line \\u2028 separator'],
  ['reordered \u202e', 'reordered \\u202e'],
  ['not in XML \uffff', 'not in XML \\uffff'],
])('%j', (text, expected) => {
  expect(printable(text)).toBe(expected);
});
