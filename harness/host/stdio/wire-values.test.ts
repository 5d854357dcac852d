import { expect, test } from 'vitest';
import { decodeValue, encodeValue } from './wire-values.ts';

test.each<[what: string, value: unknown, wire: string]>([
  ['JSON', { a: [1, 'x', null, true, {}] }, '{"a":[1,"x",null,true,{}]}'],
  ['bytes', new Uint8Array([104, 105]), '{"$b64":"aGk="}'],
  ['-0', [-0, 0], '[{"$number":"-0"},0]'],
  ['what is no number', [Number.NaN, -1 / 0], '[{"$number":"NaN"},{"$number":"-Infinity"}]'],
  ['an object that looks like bytes', { $b64: 'aGk=' }, '{"$object":{"$b64":"aGk="}}'],
  ['one that looks like no escape yet', { $later: { $object: {} } }, '{"$object":{"$later":{"$object":{"$object":{}}}}}'],
  ['one with two keys', { $b64: 'x', $number: '-0' }, '{"$b64":"x","$number":"-0"}'],
  ['`__proto__` as a key', JSON.parse('{"__proto__":{"a":1}}'), '{"__proto__":{"a":1}}'],
  ['a lone surrogate', { '\udc00': '\ud83d' }, '{"\\udc00":"\\ud83d"}'],
  ['U+2028', '\u2028', '"\u2028"'],
])('%s', (_, value, wire) => {
  expect(JSON.stringify(encodeValue(value))).toBe(wire);
  expect(decodeValue(JSON.parse(wire))).toEqual(value);
});

test('fields that are undefined are left out', () => {
  expect(encodeValue({ a: undefined, b: 1 })).toEqual({ b: 1 });
});

test.each([[[undefined]], [() => 1], [new Date(0)], [new Map()], [1n]])('%s is refused', (value) => {
  expect(() => encodeValue(value)).toThrow(TypeError);
});

test.each([[{ $later: 1 }], [{ $b64: 'no base64!' }], [{ $number: '7' }], [{ $object: [] }]])('%j is no escape', (wire) => {
  expect(() => decodeValue(wire)).toThrow('is no escape');
});
