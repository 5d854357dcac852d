import type fs from 'node:fs';
import { expect, test } from 'vitest';
import { readToEnd, readWaiting } from './read-to-end.ts';

type Step = string | Buffer | { readonly code: string };

/** A descriptor that gives one of these at a time, and then its end. */
function descriptorOf(steps: readonly Step[]): typeof fs.readSync {
  const coming = [...steps];
  const read = (_fd: number, buffer: Buffer): number => {
    const next = coming.shift();
    if (next === undefined) return 0;
    if (typeof next === 'string' || Buffer.isBuffer(next)) return Buffer.from(next).copy(buffer);
    throw Object.assign(new Error(next.code), next);
  };
  return read as typeof fs.readSync;
}

const euro = Buffer.from('€');
const again = { code: 'EAGAIN' };

test.each<[what: string, steps: Step[], text: string]>([
  ['nothing', [], ''],
  ['one piece', ['{}'], '{}'],
  ['pieces that come late', [again, again, '{"a"', again, ':1}'], '{"a":1}'],
  ['a character in two pieces', [euro.subarray(0, 1), again, euro.subarray(1)], '€'],
])('%s', (_what, steps, text) => {
  expect(readToEnd(3, descriptorOf(steps))).toBe(text);
});

test('another error is thrown', () => {
  expect(() => readWaiting(3, Buffer.alloc(1), descriptorOf([{ code: 'EBADF' }]))).toThrow('EBADF');
});
