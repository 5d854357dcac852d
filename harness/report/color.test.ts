import { expect, test } from 'vitest';
import { type ColorFacts, painter, wantsColor } from './color.ts';

test.each<[string, ColorFacts, boolean]>([
  ['a terminal', { env: {}, isTTY: true }, true],
  ['a pipe', { env: {}, isTTY: undefined }, false],
  ['--no-color', { env: { FORCE_COLOR: '1' }, isTTY: true, asked: 'never' }, false],
  ['NO_COLOR', { env: { NO_COLOR: '1', FORCE_COLOR: '1' }, isTTY: true }, false],
  ['an empty NO_COLOR counts for nothing', { env: { NO_COLOR: '' }, isTTY: true }, true],
  ['FORCE_COLOR', { env: { FORCE_COLOR: '1' }, isTTY: false }, true],
  ['an empty FORCE_COLOR', { env: { FORCE_COLOR: '' }, isTTY: false }, true],
  ['FORCE_COLOR=0', { env: { FORCE_COLOR: '0' }, isTTY: true }, false],
  ['a dumb terminal', { env: { TERM: 'dumb' }, isTTY: true }, false],
])('%s', (_what, facts, expected) => {
  expect(wantsColor(facts)).toBe(expected);
});

test('paints, whatever the standard output is', () => {
  expect(painter(true)('red', 'x')).toBe('\u001b[31mx\u001b[39m');
  expect(painter(false)('red', 'x')).toBe('x');
});
