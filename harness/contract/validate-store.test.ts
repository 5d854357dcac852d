import { expect, test } from 'vitest';
import type { Claims } from './claims.ts';
import { validateStore } from './validate-store.ts';

const read = () => null;
const noop = () => {};

class Inheriting {
  read(): null {
    return null;
  }
  append(): void {}
}

test.each<[what: string, store: object, claims?: Claims]>([
  ['a document store', { read, patch: noop }],
  ['a log store with a view', { read, append: noop, views: { raw: read } }],
  ['a class', new Inheriting()],
  ['methods of its own', { read, patch: noop, vacuum: noop, dir: '/x' }],
  ['absent methods spelled out', { read, patch: noop, flush: undefined }],
  ['a flush where one is claimed', { read, append: noop, flush: noop }, { survives: 'process-kill', acknowledgedBy: 'flush' }],
])('accepts %s', (_, store, claims) => {
  expect(validateStore(store, claims)).toBe(store);
});

test.each<[what: string, store: unknown, message: RegExp, claims?: Claims]>([
  ['null', null, /found null/],
  ['a function', noop, /found the function noop/],
  ['a promise-less nothing', undefined, /found undefined/],
  ['no read', { patch: noop }, /`read` must be a function; found undefined/],
  ['a method that is a value', { read, patch: noop, list: [] }, /`list` must be a function or absent; found an array/],
  ['a null method', { read, patch: noop, flush: null }, /`flush` must be a function or absent; found null/],
  ['nothing to write with', { read, create: noop }, /neither `patch` nor `append`/],
  ['views that are a function', { read, patch: noop, views: noop }, /`views` must be an object/],
  ['a view that is a value', { read, patch: noop, views: { raw: 1 } }, /`views.raw` must be a function; found the number 1/],
  ['no flush where one is claimed', { read, append: noop }, /no `flush`/, { survives: 'process-kill', acknowledgedBy: 'flush' }],
  [
    'no append where one is claimed',
    { read, patch: noop, flush: noop },
    /no `append`/,
    { survives: 'nothing', append: 'queued' },
  ],
])('refuses %s', (_, store, message, claims) => {
  expect(() => validateStore(store, claims)).toThrow(
    expect.objectContaining({ code: 'CW_STORE_SHAPE', message: expect.stringMatching(message) }),
  );
});
