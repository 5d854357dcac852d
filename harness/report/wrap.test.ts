import { expect, test } from 'vitest';
import { ellipsis, wrap } from './wrap.ts';

test.each([
  ['short', { width: 20 }, ['short']],
  ['one two three four', { width: 9 }, ['one two', 'three', 'four']],
  ['one two three', { width: 9, first: '- ' }, ['- one two', '  three']],
  ['one two three', { width: 9, first: '- ', rest: '    ' }, ['- one two', '    three']],
  ['a /a/very/long/path b', { width: 6 }, ['a', '/a/very/long/path', 'b']],
  ['one\ntwo', { width: 20, first: '> ' }, ['> one', '  two']],
  ['', { width: 20, first: '> ' }, ['>']],
  ['😀 😀 😀', { width: 3 }, ['😀 😀', '😀']],
])('wrap(%j, %j)', (text, options, expected) => {
  expect(wrap(text, options)).toEqual(expected);
});

test.each([
  ['abcdef', 6, 'abcdef'],
  ['abcdef', 5, 'abcd…'],
  ['😀😀😀', 2, '😀…'],
])('ellipsis(%j, %i) is %j', (text, width, expected) => {
  expect(ellipsis(text, width)).toBe(expected);
});
