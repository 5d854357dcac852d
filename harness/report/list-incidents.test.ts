import { expect, test } from 'vitest';
import { type ListedIncident, renderIncidents, renderIncidentsJson } from './list-incidents.ts';

const before: ListedIncident = {
  target: 'incident:1/before',
  incident: 1,
  title: 'a file per session',
  stage: 'before',
  story: 'Every update writes straight to the final file.',
  fails: ['CRASH-1', 'TORN-1', 'TORN-5'],
  passes: ['CRASH-2'],
};
const after: ListedIncident = { ...before, target: 'incident:1/after', stage: 'after', fails: ['CRASH-7'] };
const other: ListedIncident = { ...before, target: 'incident:2/now', incident: 2, title: 'a log', stage: 'now' };

test('a row per stage, grouped by incident', () => {
  expect(renderIncidents([before, after, other], { color: false, width: 60 })).toBe(
    [
      '1. a file per session',
      '  incident:1/before  Every update writes straight to the',
      '                     final file.',
      '                     fails CRASH-1; TORN-1, 5',
      '  incident:1/after   Every update writes straight to the',
      '                     final file.',
      '                     fails CRASH-7',
      '',
      '2. a log',
      '  incident:2/now     Every update writes straight to the',
      '                     final file.',
      '                     fails CRASH-1; TORN-1, 5',
      '',
    ].join('\n'),
  );
});

test('as JSON: everything that is known, and nothing else', () => {
  const withMore = { ...before, module: new URL('file:///x') };
  expect(JSON.parse(renderIncidentsJson([withMore, after]))).toEqual([before, after]);
});
