import { expect, test } from 'vitest';
import { isPath, memberWords } from './member-words.ts';

test.each([
  ['session-file-store', 'session-file-store', undefined],
  ['@scope/package:Store', '@scope/package', 'Store'],
  ['./my-store.ts:Store', './my-store.ts', 'Store'],
  ['./my:store.ts', './my:store.ts', undefined],
  ['./a:b.ts:$', './a:b.ts', '$'],
  ['C:x', 'C:x', undefined],
  [':x', ':x', undefined],
])('%s', (member, module, exportName) => {
  expect(memberWords(member)).toEqual(exportName === undefined ? { module } : { module, exportName });
});

test.each(['./x', '../x', '/x', '.', '..'])('%s is a path', (module) => expect(isPath(module)).toBe(true));
test.each(['x', '@a/b', '.x', 'x/y', ''])('%j is none', (module) => expect(isPath(module)).toBe(false));
