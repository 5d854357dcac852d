import { expect, test } from 'vitest';
import { renderExplanation } from './explain.ts';
import type { ListedRequirement } from './list.ts';

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
const plain = { color: false, width: 60 };

test('prose, and the defects to try', () => {
  expect(renderExplanation(requirement, plain)).toBe(
    [
      'CRASH-10  MUST  crash-injection',
      'compaction is atomic; before or after, never between',
      '',
      'A compaction replaces all records. Killed in between, it',
      'leaves neither.',
      '',
      'Write a temporary file and rename it.',
      '',
      'Level    A. Does a killed process lose nothing?',
      'Needs    rewrite; otherwise it is not applicable',
      'Origin   incident 3: rewrite truncates in place',
      '',
      'A store that breaks it, to see what the report says:',
      '  npx crashworthy defect:rewrite-in-place',
      '',
    ].join('\n'),
  );
});

test('no needs, no defects, no lines about them', () => {
  const { needs: _needs, ...second } = { ...requirement, defects: [] };
  expect(renderExplanation(second, plain)).not.toMatch(/Needs|npx/);
});

test('several defects', () => {
  const text = renderExplanation({ ...requirement, defects: ['one', 'two'] }, plain);
  expect(text).toMatch(/Stores that break it.*:\n {2}npx crashworthy defect:one\n {2}npx crashworthy defect:two\n$/);
});
