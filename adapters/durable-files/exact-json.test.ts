import { expect, test } from 'vitest';
import { exactCopy, exactJson } from './exact-json.ts';

test.each<[what: string, value: unknown]>([
  ['negative zero', { n: [-0, 0, 1e308, 5e-324] }],
  ['a __proto__ key', JSON.parse('{"__proto__":{"a":1},"constructor":null}')],
  ['lone surrogates', { '\ud800': 'x\udfff', pair: '😀' }],
  ['line separators', '\u2028\u2029\u0000\n'],
  ['integer-like keys', { b: 1, 10: 2, 9: 3 }],
  ['nothing in things', [{}, [], '', null, false]],
  ['an object without a prototype', Object.assign(Object.create(null), { a: 1 })],
])('%s comes back exactly', (_, value) => {
  const text = exactJson(value);
  expect(Buffer.from(text).toString()).toBe(text);
  expect(exactJson(JSON.parse(text))).toBe(text);
  expect(exactCopy(JSON.parse(text))).toEqual(JSON.parse(text));
});

test('negative zero is kept', () => {
  expect(Object.is(exactCopy([-0])[0], -0)).toBe(true);
  expect(Object.hasOwn(exactCopy(JSON.parse('{"__proto__":1}')), '__proto__')).toBe(true);
});

test.each<[what: string, value: unknown]>([
  ['undefined', { a: undefined }],
  ['a hole', Array(1)],
  ['NaN', [Number.NaN]],
  ['an infinity', Number.NEGATIVE_INFINITY],
  ['a bigint', 1n],
  ['a function', () => {}],
  ['a date', new Date()],
  ['a map', new Map()],
])('refuses %s', (_, value) => {
  expect(() => exactJson(value)).toThrow(TypeError);
});
