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

test('what the store changes afterwards does not show', () => {
  const live = { fields: { list: [1, { two: 2 }] } };
  const copy = taken(live);
  live.fields.list.push(3);
  Object.assign(live.fields, { more: true });
  expect(copy).toEqual({ fields: { list: [1, { two: 2 }] } });
});

test('a key called `__proto__`, -0 and what is no JSON are kept', () => {
  const made = JSON.parse('{"__proto__":{"x":1}}');
  const date = new Date(0);
  const copy = taken({ made, zero: -0, date }) as { made: object; zero: number; date: Date };
  expect(Object.keys(copy.made)).toEqual(['__proto__']);
  expect(Object.is(copy.zero, -0)).toBe(true);
  expect(copy.date).toBe(date);
});

test('an object of a class is copied too', () => {
  class Session {
    turn = 1;
  }
  const live = new Session();
  const copy = taken(live);
  live.turn = 2;
  expect(copy).toEqual({ turn: 1 });
  expect(copy).toBeInstanceOf(Session);
});

function taken<T>(value: T): T {
  const result = takeValue(value, 'it');
  if ('wrong' in result) throw new Error(result.wrong);
  return result.value as T;
}
