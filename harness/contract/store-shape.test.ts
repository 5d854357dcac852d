import { expect, test } from 'vitest';
import { findMaker } from './store-shape.ts';

class Store {
  load(): void {}
  append(): void {}
}
class Better extends Store {}
class Other {}
class OwnMethods {
  load = (): void => {};
  append = (): void => {};
}
function Compiled(): void {}
Compiled.prototype.load = (): void => {};
Compiled.prototype.append = (): void => {};
const factory = (): Store => new Store();
const shape = { what: 'a store', members: ['load', 'append'] };

test.each([
  ['the default export', { default: Store, Other }, { kind: 'class', name: 'default', make: Store }],
  ['a class among others', { Other, factory, Better }, { kind: 'class', name: 'Better', make: Better }],
  ['a class beside a default export of another shape', { default: Other, Store }, { kind: 'class', name: 'Store', make: Store }],
  ['the default export before other stores', { Better, default: Store }, { kind: 'class', name: 'default', make: Store }],
  ['a default function', { default: factory, helper: () => 1 }, { kind: 'function', name: 'default', make: factory }],
  ['the only function', { factory, claims: {} }, { kind: 'function', name: 'factory', make: factory }],
  ['a class whose instances have the methods', { default: OwnMethods }, { kind: 'class', name: 'default', make: OwnMethods }],
  ['a class that was compiled to a function', { Compiled }, { kind: 'class', name: 'Compiled', make: Compiled }],
  ['an export of CommonJS', { default: { Store, x: 1 } }, { kind: 'class', name: 'Store', make: Store }],
  ['nothing among functions', { one: factory, two: () => 1 }, 'nothing'],
  ['nothing', {}, 'nothing'],
  ['a store that is open', { default: new Store() }, 'an open store'],
])('%s', (_, module, found) => {
  expect(findMaker(module, shape, undefined)).toEqual(found);
});

test('several stores are told', () => {
  expect(findMaker({ Store, Better, Other }, shape, undefined)).toMatchObject([{ name: 'Store' }, { name: 'Better' }]);
});

test.each([
  ['factory', { kind: 'function', name: 'factory', make: factory }],
  ['Other', { kind: 'class', name: 'Other', make: Other }],
  ['open', 'an open store'],
  ['missing', 'nothing'],
])('the export %s by its name', (name, found) => {
  expect(findMaker({ default: Store, factory, Other, open: new Store() }, shape, name)).toEqual(found);
});
