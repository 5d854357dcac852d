import { expect, test } from 'vitest';
import { sampleRequirement } from './sample-report.test-data.ts';
import { failuresWorstFirst } from './worst-first.ts';

test('by severity, then by what a user loses, then as they were', () => {
  const requirements = [
    sampleRequirement({ id: 'A', verdict: 'fail', loss: 'kill', severity: 'SHOULD' }),
    sampleRequirement({ id: 'B', verdict: 'fail', loss: 'truth' }),
    sampleRequirement({ id: 'C', verdict: 'fail', loss: 'race' }),
    sampleRequirement({ id: 'D', verdict: 'pass', loss: 'kill' }),
    sampleRequirement({ id: 'E', verdict: 'fail', loss: 'race' }),
    sampleRequirement({ id: 'F', verdict: 'fail', loss: 'power-loss' }),
  ];
  expect(failuresWorstFirst(requirements).map(({ id }) => id)).toEqual(['F', 'C', 'E', 'B', 'A']);
  expect(requirements.map(({ id }) => id)).toEqual(['A', 'B', 'C', 'D', 'E', 'F']);
});
