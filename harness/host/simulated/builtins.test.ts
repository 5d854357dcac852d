import { afterEach, expect, test } from 'vitest';
import { Builtins } from './builtins.ts';

const builtins = new Builtins();

afterEach(() => expect(builtins.restore()).toEqual([]));

test('what nobody touched is as it was, whatever was added', () => {
  Object.assign(Array.prototype, { lastOne: () => undefined });
  'matched'.match(/a/);
  expect(builtins.changed()).toEqual([]);
  Reflect.deleteProperty(Array.prototype, 'lastOne');
});

test.each<[name: string, holder: object, key: string]>([
  ['Map.prototype.has', Map.prototype, 'has'],
  ['Promise.prototype.then', Promise.prototype, 'then'],
  ['JSON.stringify', JSON, 'stringify'],
  ['Object.keys', Object, 'keys'],
])('%s is named when it was replaced, and put back', (name, holder, key) => {
  const real: unknown = Reflect.get(holder, key);
  Object.defineProperty(holder, key, { value: () => true, writable: true, configurable: true });
  const changed = builtins.changed();
  builtins.restore();
  expect(changed).toEqual([name]);
  expect(Reflect.get(holder, key)).toBe(real);
});

test('a global that is an accessor', () => {
  const real = globalThis.process;
  Object.assign(globalThis, { process: undefined });
  const changed = builtins.changed();
  Object.assign(globalThis, { process: real });
  expect(changed).toEqual(['process']);
});
