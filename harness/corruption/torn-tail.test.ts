import { expect, test } from 'vitest';
import { formatOf } from './format.ts';
import { isTornTail } from './torn-tail.ts';

const LOG = Buffer.from('{"r":"é 日本"}\n{"r":2}\n{"r":"\u{1F600}"}\n');
const isTorn = (damaged: Buffer) => isTornTail('jsonl', LOG, damaged);

test('a log is torn wherever it ends within a line, in the midst of a character too', () => {
  for (let bytes = 1; bytes < LOG.length; bytes++) {
    const damaged = LOG.subarray(0, bytes);
    expect(isTorn(damaged)).toBe(damaged.at(-1) !== 0x0a);
  }
});

test('not where a byte is another one, nothing is left, or nothing is missing', () => {
  const flipped = Buffer.from(LOG.subarray(0, -3));
  flipped[2] = 0x20;
  expect(isTorn(flipped)).toBe(false);
  expect(isTorn(Buffer.alloc(LOG.length - 2))).toBe(false);
  expect(isTorn(Buffer.alloc(0))).toBe(false);
  expect(isTorn(LOG)).toBe(false);
});

test('a document that ends early is none', () => {
  const document = Buffer.from('{"a":1}\n');
  expect(isTornTail(formatOf(document), document, document.subarray(0, 4))).toBe(false);
});
