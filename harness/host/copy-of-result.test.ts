import { expect, test } from 'vitest';
import { copyOfResult } from './copy-of-result.ts';

test('what the store changes afterwards does not show', () => {
  const live = { fields: { list: [1, { two: 2 }] } };
  const copy = copyOfResult(live);
  live.fields.list.push(3);
  Object.assign(live.fields, { more: true });
  expect(copy).toEqual({ fields: { list: [1, { two: 2 }] } });
});

test('a key called `__proto__`, -0 and what is no JSON are kept', () => {
  const made = JSON.parse('{"__proto__":{"x":1}}');
  const date = new Date(0);
  const copy = copyOfResult({ made, zero: -0, date }) as { made: object; zero: number; date: Date };
  expect(Object.keys(copy.made)).toEqual(['__proto__']);
  expect(Object.is(copy.zero, -0)).toBe(true);
  expect(copy.date).toBe(date);
});

test('an object of a class is copied too', () => {
  class Session {
    turn = 1;
  }
  const live = new Session();
  const copy = copyOfResult(live);
  live.turn = 2;
  expect(copy).toEqual({ turn: 1 });
  expect(copy).toBeInstanceOf(Session);
});
