import { expect, test } from 'vitest';
import { importCircles } from './import-circles.ts';

test.each<[what: string, imports: Record<string, string[]>, circles: string[][]]>([
  ['nothing', {}, []],
  ['two ways to the same file', { a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }, []],
  ['imports of what is not there', { a: ['elsewhere', 'b'], b: ['elsewhere'] }, []],
  ['a file that imports itself', { a: ['a'] }, [['a']]],
  ['two files that import each other', { a: ['b'], b: ['a'] }, [['a', 'b']]],
  ['what leads to a circle and what leads out of it is not on it', { z: ['b'], b: ['c'], c: ['b', 'd'], d: [] }, [['b', 'c']]],
  ['a long one begins at its first name', { c: ['a'], b: ['c'], a: ['b'] }, [['a', 'b', 'c']]],
  [
    'the shortest through each file: not all are on the shortcut',
    { a: ['b', 'c'], b: ['c'], c: ['a'] },
    [
      ['a', 'c'],
      ['a', 'b', 'c'],
    ],
  ],
  [
    'two that share a file',
    { a: ['b', 'c'], b: ['a'], c: ['a'] },
    [
      ['a', 'b'],
      ['a', 'c'],
    ],
  ],
  [
    'two that have nothing to do with each other',
    { a: ['b'], b: ['a'], c: ['d'], d: ['c'] },
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
])('%s', (_what, imports, circles) => {
  expect(importCircles(new Map(Object.entries(imports)))).toEqual(circles);
});
