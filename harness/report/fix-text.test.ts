import { expect, test } from 'vitest';
import type { Attribution, MissingCall } from '../verdict/counterexample.ts';
import { fixText } from './fix-text.ts';

const site = { api: 'fs.rename', file: 'store.js', line: 41, column: 3 };
const elsewhere = { api: 'fs.unlink', file: 'store.js', line: 50, column: 3 };
const before: MissingCall = { call: 'fsync', of: 'file', when: 'before', site };
const after: MissingCall = { call: 'fsync', of: 'directory', when: 'after', site };
const third: MissingCall = { call: 'fsync', of: 'directory', when: 'after', site: elsewhere };

function text(fix: Partial<NonNullable<Attribution['fix']>> | undefined, kind: Attribution['kind'] = 'missing-directory-fsync') {
  const base = { kind, sentence: '', first: site };
  return fixText(fix === undefined ? base : { ...base, fix: { calls: [], verifiedUnder: [], notVerifiedUnder: [], ...fix } });
}

test.each<[calls: MissingCall[], words: string]>([
  [[before], 'fsync the file before fs.rename at store.js:41.'],
  [[before, after], 'fsync the file before fs.rename at store.js:41, and the directory after it.'],
  [[after, third], 'fsync the directory after fs.rename at store.js:41, and the directory after fs.unlink at store.js:50.'],
  [
    [before, after, third],
    'fsync the file before fs.rename at store.js:41, the directory after it, and the directory after fs.unlink at store.js:50.',
  ],
])('%j', (calls, words) => {
  expect(text({ calls })).toBe(words);
});

test('verified is only what was verified, and the rest is said', () => {
  expect(text({ calls: [before], verifiedUnder: ['xfs', 'posix'] })).toMatch(/ Fix verified under xfs, posix\.$/);
  expect(text({ calls: [before], verifiedUnder: ['xfs'], notVerifiedUnder: ['posix'] })).toMatch(
    / Fix verified under xfs\. It could not be verified under posix\.$/,
  );
  expect(text({ calls: [before], notVerifiedUnder: ['posix'] })).toMatch(
    /store\.js:41\. It could not be verified under posix\.$/,
  );
});

test.each<[kind: Attribution['kind'], words: RegExp]>([
  ['non-atomic-write-in-place', /temporary file, fsync it and rename it/],
  ['failed-fsync-taken-for-success', /write the data anew/],
  ['several-files-without-commit-point', /single rename/],
  ['missing-directory-fsync', /No added fsync is known/],
])('%s without a fix', (kind, words) => {
  expect(text(undefined, kind)).toMatch(words);
  expect(text({ calls: [] }, kind)).toMatch(words);
});
