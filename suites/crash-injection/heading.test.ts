import { expect, test } from 'vitest';
import { sampleCounterexample } from '../../harness/report/sample-report.test-data.ts';
import { crashHeading } from './heading.ts';

test.each<[changes: Parameters<typeof sampleCounterexample>[0], heading: string]>([
  [{}, 'Crash after 14 changes to the disk, 4,096 bytes into the next write'],
  [{ crash: { changes: 0 } }, 'Crash before the first change to the disk'],
  [{ crash: { changes: 1, tornBytes: 1 } }, 'Crash after 1 change to the disk, 1 byte into the next write'],
  [
    { scenario: 'crash-in-recovery', crash: { changes: 3 } },
    'Crash after 3 changes to the disk; a second crash in the recovery, after 2 changes to the disk',
  ],
  [{ scenario: 'repeated-crashes', crash: { changes: 3 } }, 'Crash after 3 changes to the disk, 3 times over'],
  [
    { crash: { changes: 5, syncs: 1, lost: [2, 3] } },
    'Power lost after 5 changes to the disk; 2 of their effects had not reached it',
  ],
  [{ crash: { changes: 1, syncs: 0, lost: [0] } }, 'Power lost after 1 change to the disk; 1 of its effects had not reached it'],
  [{ crash: { changes: 5, syncs: 1, lost: [] } }, 'Power lost after 5 changes to the disk; all of them had reached it'],
  [{ crash: { changes: 1, syncs: 1, lost: [] } }, 'Power lost after 1 change to the disk; it had reached it'],
  [{ crash: { changes: 0, syncs: 0, lost: [] } }, 'Power lost before the first change to the disk'],
  [
    { crash: { changes: 5, syncs: 3, lost: [2], failedSync: 2 } },
    'Power lost after 5 changes to the disk; 1 of their effects had not reached it; the 3rd fsync had failed with EIO',
  ],
  [
    {
      scenario: 'crash-in-recovery',
      crash: { changes: 3, syncs: 1, lost: [] },
      recoveryCrash: { changes: 1 },
    },
    'Power lost after 3 changes to the disk; all of them had reached it; a second crash in the recovery, after 1 change to the disk',
  ],
])('%j', (changes, heading) => {
  expect(crashHeading(sampleCounterexample({ scenario: 'crash', ...changes }))).toBe(heading);
});
