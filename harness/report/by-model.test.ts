import { expect, test } from 'vitest';
import type { ModelReport } from '../verdict/report.ts';
import { byModel, judgedModels } from './by-model.ts';
import { sampleReport } from './sample-report.test-data.ts';

type Verdicts = readonly (readonly [ModelReport['model'], ModelReport['verdict']])[];

test.each<[verdicts: Verdicts, text: string]>([
  [
    [
      ['ext4', 'pass'],
      ['xfs', 'pass'],
    ],
    'under ext4, xfs',
  ],
  [
    [
      ['ext4', 'pass'],
      ['xfs', 'fail'],
      ['posix', 'fail'],
    ],
    'fails under xfs, posix; holds under ext4',
  ],
  [
    [
      ['ext4', 'fail'],
      ['xfs', 'fail'],
    ],
    'fails under ext4, xfs',
  ],
  [
    [
      ['process-kill', 'fail'],
      ['ext4', 'not-testable'],
    ],
    'fails under process-kill; undecided under ext4',
  ],
])('%j', (verdicts, text) => {
  expect(byModel(verdicts.map(([model, verdict]) => ({ model, verdict, checked: 1 })))).toBe(text);
});

test.each([
  ['power-loss', ['process-kill', 'ext4']],
  ['process-kill', ['process-kill']],
  ['nothing', ['process-kill']],
] as const)('a store that claims to survive %s is judged under %j', (survives, expected) => {
  const { store } = sampleReport();
  const claims = { ...store.claims, survives };
  expect(judgedModels({ models: ['process-kill', 'ext4'], store: { ...store, claims } })).toEqual(expected);
});
