import { expect, test } from 'vitest';
import { byteDiff } from './byte-diff.ts';

const TEXT = Buffer.from('0123456789abcdef0123456789abcdef\n');

test('equal contents have none', () => {
  expect(byteDiff(TEXT, Buffer.from(TEXT))).toEqual([]);
});

test('the row before, and those that differ', () => {
  const flipped = Buffer.from(TEXT);
  flipped[17] = 0;
  expect(byteDiff(TEXT, flipped)).toEqual([
    '  000000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef',
    '- 000010  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef',
    '+ 000010  30 00 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0.23456789abcdef',
  ]);
});

test('where one ends', () => {
  expect(byteDiff(TEXT, TEXT.subarray(0, 32))).toEqual([
    '  000010  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef',
    '- 000020  0a                                               .',
    '+ (the end)',
  ]);
});

test('long differences are not shown as a whole', () => {
  expect(byteDiff(Buffer.alloc(100, 'a'), Buffer.alloc(0)).slice(-2)).toEqual(['- ... 52 bytes more', '+ (the end)']);
});
