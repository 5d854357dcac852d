import { expect, test } from 'vitest';
import { takeValue } from './take-value.ts';

test('a copy holds what was there: nested, holes, circles, `__proto__`, and objects that are no plain ones', () => {
  const date = new Date(0);
  const list: unknown[] = [1];
  list[2] = { date };
  const value: { [key: string]: unknown } = { list, ['__proto__']: 1, nothing: undefined };
  value.self = value;
  const taken = takeValue(value, 'it');
  expect(taken).toEqual({ value });
  expect('value' in taken && taken.value).not.toBe(value);
});

test('getters and proxies are asked once; a method `toJSON` is no part of a state', () => {
  let asked = 0;
  const state = {
    get fields() {
      asked++;
      return new Proxy({ turn: asked }, {});
    },
    toJSON() {
      throw new Error('never called');
    },
  };
  expect(takeValue(state, 'it')).toEqual({ value: { fields: { turn: 1 } } });
  expect(asked).toBe(1);
});

test.each<[what: string, value: object, way: string]>([
  ['a getter', { fields: Object.defineProperty({}, 'turn', { enumerable: true, get: peeking }) }, 'fields.turn throws'],
  ['a proxy', { records: [new Proxy({}, { ownKeys: peeking })] }, 'records.0 throws'],
  ['the whole', new Proxy({}, { getPrototypeOf: peeking }), 'it throws'],
])('%s that throws is told, with the way to it', (_what, value, way) => {
  expect(takeValue(value, 'what read returned')).toEqual({
    wrong: expect.stringMatching(new RegExp(`^what read returned cannot be read: ${way} .*no peeking`)),
  });
});

function peeking(): never {
  throw new Error('no peeking');
}
