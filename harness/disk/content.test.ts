import { expect, test } from 'vitest';
import { Content, PAGE_BYTES } from './content.ts';
import { Digest } from './digest.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);

function hashOf(content: Content): string {
  const digest = new Digest();
  digest.begin(0);
  content.digest(digest);
  digest.end();
  return digest.toString();
}

function filled(text: string): Content {
  const content = new Content(1);
  put(content, 0, text);
  return content;
}

function put(content: Content, offset: number, text: string): void {
  content.write(offset, bytes(text), 0, text.length);
  content.resize(Math.max(content.size, offset + text.length));
}

const textOf = (content: Content): string => Buffer.from(content.view()).toString();

test('data beyond the size does not show until the size grows over it', () => {
  const content = new Content(1);
  content.write(0, bytes('abcdef'), 0, 6);
  expect(textOf(content)).toBe('');
  content.resize(4);
  expect(textOf(content)).toBe('abcd');
});

test('a size without data reads as NULs', () => {
  const content = filled('ab');
  content.resize(5);
  expect(textOf(content)).toBe('ab\0\0\0');
});

test.each([
  ['written by itself', filled('abcdef')],
  ['shared', filled('abcdef').share(2)],
])('truncation drops the bytes beyond for good: %s', (_name, content) => {
  content.resize(2);
  content.resize(4);
  expect(textOf(content)).toBe('ab\0\0');
  put(content, 5, 'z');
  expect(textOf(content)).toBe('ab\0\0\0z');
});

test.each<[string, (content: Content) => void]>([
  ['appends', (content) => put(content, 3, 'XYZ')],
  ['overwrites', (content) => put(content, 0, 'Z')],
  ['truncates', (content) => content.resize(1)],
  ['grows', (content) => content.resize(10)],
])('a copy does not see what the other one %s, nor the other way round', (_name, change) => {
  for (const changesFirst of [0, 1]) {
    const original = filled('abc');
    const pair = [original.share(2), original.share(3)] as const;
    const [changed, other] = changesFirst === 0 ? pair : [pair[1], pair[0]];
    change(changed);
    const seen = textOf(changed);
    expect(textOf(other)).toBe('abc');
    put(other, 3, '-other-');
    expect(textOf(other)).toBe('abc-other-');
    expect(textOf(changed)).toBe(seen);
  }
});

test.each([0, 1, 2, 3, 4, 5, 100, PAGE_BYTES - 1, PAGE_BYTES, PAGE_BYTES + 1, 3 * PAGE_BYTES, 3 * PAGE_BYTES + 2])(
  'equal bytes have equal hashes, however they came about: %i bytes',
  (size) => {
    const text = 'x'.repeat(size);
    const whole = filled(text);
    const grown = new Content(1);
    for (let at = 0; at < size; at += 1000) {
      put(grown, at, text.slice(at, at + 1000));
      hashOf(grown);
    }
    const cut = filled(`${text}yyyyy`);
    hashOf(cut);
    cut.resize(size);
    const pending = filled(text);
    pending.write(size, bytes('hidden'), 0, 6);
    const overwritten = filled('y'.repeat(size)).share(2);
    hashOf(overwritten);
    put(overwritten, 0, text);
    for (const content of [grown, cut, pending, overwritten]) expect(hashOf(content)).toBe(hashOf(whole));
  },
);

test('a hash changes with every byte, with the size and with the order of pages', () => {
  const size = 2 * PAGE_BYTES + 7;
  const content = filled('x'.repeat(size));
  const seen = new Set([hashOf(content)]);
  for (let at = 0; at < size; at++) {
    put(content, at, 'y');
    seen.add(hashOf(content));
  }
  content.resize(size + 1);
  seen.add(hashOf(content));
  expect(seen.size).toBe(size + 2);
  expect(hashOf(filled('a'.repeat(PAGE_BYTES) + 'b'.repeat(PAGE_BYTES)))).not.toBe(
    hashOf(filled('b'.repeat(PAGE_BYTES) + 'a'.repeat(PAGE_BYTES))),
  );
});

test.each([1, 2, 3, 4, 7, PAGE_BYTES, PAGE_BYTES + 1, 10_001])('%i sparse zeros and written zeros are the same', (size) => {
  const sparse = new Content(1);
  sparse.resize(size);
  expect(hashOf(sparse)).toBe(hashOf(filled('\0'.repeat(size))));
});
