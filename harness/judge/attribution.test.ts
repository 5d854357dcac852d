import { expect, test } from 'vitest';
import { SAMPLED } from '../../suites/some-of.test-data.ts';
import type { Attribution } from '../verdict/counterexample.ts';
import { judge } from './judge.ts';

const ALL = ['ext4', 'xfs', 'btrfs', 'posix'];

async function attributionsOf(defect: string, ...only: string[]): Promise<{ [requirement: string]: Attribution | undefined }> {
  const report = await judge(`defect:${defect}`, { effort: 'quick', out: false, confirmKill: false, only });
  return Object.fromEntries(
    report.requirements.flatMap(({ id, counterexample }) =>
      counterexample === undefined ? [] : [[id, counterexample.attribution]],
    ),
  );
}

/** `fsync of the file before rename, fsync of the directory after rename`, by the store's own calls. */
function fixOf(attribution: Attribution | undefined): string[] | undefined {
  return attribution?.fix?.calls.map(({ of, when, site }) => `${of} ${when} ${site.api}`);
}

test('nothing synced: the file before the rename, and the directory after it', async () => {
  const { 'CRASH-8': lost, 'CRASH-13': torn } = await attributionsOf('no-fsync-at-all', 'CRASH-8', 'CRASH-13');
  for (const attribution of [lost, torn]) {
    expect(attribution).toMatchObject({ kind: 'missing-fsync-before-rename', fix: { verifiedUnder: ALL, notVerifiedUnder: [] } });
    expect(attribution?.sentence).toMatch(
      /^The rename of .* \(.*:\d+\) can reach the disk before the data written to .* \(.*:\d+\)\.$/,
    );
    expect(fixOf(attribution)).toEqual(['file before fs.promises.rename', 'directory after fs.promises.rename']);
  }
});

test('the directory alone', async () => {
  const { 'CRASH-8': lost } = await attributionsOf('no-directory-fsync', 'CRASH-8');
  expect(lost).toMatchObject({ kind: 'missing-directory-fsync', fix: { verifiedUnder: ALL } });
  expect(fixOf(lost)).toEqual(['directory after fs.promises.rename']);
});

test.skipIf(SAMPLED)('acknowledged before the sync', async () => {
  const { 'CRASH-8': lost } = await attributionsOf('acknowledge-before-fsync', 'CRASH-8');
  expect(lost).toMatchObject({ kind: 'missing-fsync-before-acknowledgement', fix: { verifiedUnder: ALL } });
});

test.skipIf(SAMPLED)('an fsync that failed has no fix that is a sync', async () => {
  const { 'CRASH-8': lost } = await attributionsOf('retry-after-failed-fsync', 'CRASH-8');
  expect(lost).toMatchObject({ kind: 'failed-fsync-taken-for-success' });
  expect(lost).not.toHaveProperty('fix');
});

test('what is written in place no sync repairs', async () => {
  const { 'CRASH-13': inPlace } = await attributionsOf('write-in-place-with-fsync', 'CRASH-13');
  expect(inPlace).toMatchObject({ kind: 'non-atomic-write-in-place' });
  expect(inPlace).not.toHaveProperty('fix');
});

test.skipIf(SAMPLED)('what is written in two files no sync repairs', async () => {
  const { 'CRASH-13': twoFiles } = await attributionsOf('two-files-without-commit-point', 'CRASH-13');
  expect(twoFiles).toMatchObject({ kind: 'several-files-without-commit-point' });
  expect(twoFiles).not.toHaveProperty('fix');
});
