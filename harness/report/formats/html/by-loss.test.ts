import { expect, test } from 'vitest';
import { sampleRequirement } from '../../sample-report.test-data.ts';
import { failuresByLoss } from './by-loss.ts';

test('what is lost in a kill comes before what is lost in a race, a MUST before a SHOULD, and the rest stays in order', () => {
  const failed = { verdict: 'fail' } as const;
  const requirements = [
    sampleRequirement({ ...failed, id: 'PATCH-1', loss: 'race' }),
    sampleRequirement({ ...failed, id: 'CRASH-7', severity: 'SHOULD' }),
    sampleRequirement({ ...failed, id: 'CRASH-2' }),
    sampleRequirement({ id: 'CRASH-3' }),
    sampleRequirement({ ...failed, id: 'CRASH-4' }),
  ];
  expect(failuresByLoss(requirements).map(({ id }) => id)).toEqual(['CRASH-2', 'CRASH-4', 'CRASH-7', 'PATCH-1']);
});
