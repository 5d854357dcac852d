import { expect, test } from 'vitest';
import { Failure } from '../contract/failure.ts';
import { renderFailure } from './failure.ts';

test('a failure of the user: code, message, hint, no stack', () => {
  const failure = new Failure('CW_SAMPLE', 'Expected a file; found none.', { hint: 'name one', cause: new Error('inner') });
  expect(renderFailure(failure, { color: false })).toBe('error CW_SAMPLE\nExpected a file; found none.\nHint: name one\n');
});

test('without a hint there is no hint line', () => {
  expect(renderFailure(new Failure('CW_SAMPLE', 'No.'), { color: false })).toBe('error CW_SAMPLE\nNo.\n');
});

test('anything else is a bug of ours, with its stack', () => {
  const text = renderFailure(new TypeError('x is undefined'), { color: false });
  expect(text).toMatch(/^error CW_INTERNAL\nTypeError: x is undefined\n\s+at .*failure\.test\.ts/);
  expect(text).toMatch(/This is a bug in crashworthy, not in the store/);
});

test.each([
  ['text', /CW_INTERNAL\nA value that is not an Error was thrown: text/],
  [undefined, /was thrown: undefined/],
  [Object.create(null), /was thrown: \[object without a text\]/],
])('a thrown %s', (thrown, expected) => {
  expect(renderFailure(thrown, { color: false })).toMatch(expected);
});

test('escape sequences of a message do not reach the terminal', () => {
  expect(renderFailure(new Failure('CW_SAMPLE', '\u001b[2Jgone'), { color: false })).toBe('error CW_SAMPLE\ngone\n');
  expect(renderFailure(new Failure('CW_SAMPLE', 'x'), { color: true })).toContain('\u001b[31merror\u001b[39m');
});
