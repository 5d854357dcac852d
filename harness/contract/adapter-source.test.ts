import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { expressSession } from '../../adapters/express-session.ts';
import type { Adapter } from './adapter.ts';
import { sourceOf } from './adapter-source.ts';
import { defineAdapter } from './define-adapter.ts';

const plain = (): Adapter => ({
  name: 'plain',
  claims: { survives: 'nothing' },
  open: () => ({ read: () => null, patch: () => {} }),
});
const here = fileURLToPath(import.meta.url);

test('the file that calls defineAdapter', () => {
  expect(sourceOf(defineAdapter(plain()))).toBe(here);
});

test('the file that calls it through a family', () => {
  expect(sourceOf(expressSession('some-store'))).toBe(here);
});

test('the module of an adapter of ours', async () => {
  const { default: memory } = await import('../../adapters/memory.ts');
  expect(sourceOf(memory)).toMatch(/adapters\/memory\.[jt]s$/);
});

test('nothing for an object that was made otherwise', () => {
  expect(sourceOf(plain())).toBeUndefined();
});

test('neither a short stack limit nor a foreign prepareStackTrace is in the way, and both stay', () => {
  const { stackTraceLimit, prepareStackTrace } = Error;
  const foreign = () => 'no stack';
  try {
    Error.stackTraceLimit = 0;
    Error.prepareStackTrace = foreign;
    expect(sourceOf(defineAdapter(plain()))).toBe(here);
    expect([Error.stackTraceLimit, Error.prepareStackTrace]).toEqual([0, foreign]);
  } finally {
    Object.assign(Error, { stackTraceLimit, prepareStackTrace });
  }
});
