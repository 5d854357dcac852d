import { expect, test } from 'vitest';
import { nearest } from './nearest.ts';

const COMMANDS = ['run', 'replay', 'list', 'explain', 'doctor', 'init', 'help', 'version'];

test.each([
  ['repaly', 'replay'],
  ['REPLAY', 'replay'],
  ['lst', 'list'],
  ['rum', 'run'],
  ['doktor', 'doctor'],
  ['xyz', undefined],
  ['./store.ts', undefined],
  ['', undefined],
])('nearest(%j) is %j', (word, expected) => {
  expect(nearest(word, COMMANDS)).toBe(expected);
});

test('the first of several equally near candidates wins', () => {
  expect(nearest('rap', ['rip', 'rep', 'rup'])).toBe('rip');
});

test('no candidates, no suggestion', () => {
  expect(nearest('run', [])).toBeUndefined();
});
