import { expect, test } from 'vitest';
import { type ListedRequirement, renderList, renderListJson } from './list.ts';

const requirement: ListedRequirement = {
  id: 'CRASH-10',
  suite: 'crash-injection',
  level: 'A',
  title: 'compaction is atomic; before or after, never between',
  severity: 'MUST',
  needs: 'rewrite',
  origin: 'incident 3: rewrite truncates in place',
  explanation:
    'A compaction replaces all records.\n  Killed in between, it leaves neither.\n\nWrite a temporary file and rename it.',
  defects: ['rewrite-in-place'],
};
const second: ListedRequirement = {
  ...without(requirement, 'needs'),
  id: 'TORN-1',
  suite: 'torn-read',
  severity: 'SHOULD',
  defects: [],
};
const plain = { color: false, width: 60 };

function without<T, K extends keyof T>(value: T, key: K): Omit<T, K> {
  const { [key]: _left, ...rest } = value;
  return rest;
}

test('list: a row per requirement, grouped by suite', () => {
  expect(renderList([requirement, second], plain)).toBe(
    [
      'crash-injection',
      '  CRASH-10  MUST    compaction is atomic; before or after,',
      '                    never between',
      '                    needs rewrite',
      '',
      'torn-read',
      '  TORN-1    SHOULD  compaction is atomic; before or after,',
      '                    never between',
      '',
    ].join('\n'),
  );
});

test('list --json: everything that is known, and no checks', () => {
  const withCheck = { ...requirement, check: () => {} };
  expect(JSON.parse(renderListJson([withCheck, second]))).toEqual([requirement, second]);
});
