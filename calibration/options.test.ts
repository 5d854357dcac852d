import { describe, expect, test } from 'vitest';
import { FILE_SYSTEM_NAMES } from './file-systems.ts';
import { parseOptions } from './options.ts';

test('the defaults: every file system, at least 200 programs', () => {
  const options = parseOptions([]);
  expect(options.fileSystems).toEqual(FILE_SYSTEM_NAMES);
  expect(options.programs).toBeGreaterThanOrEqual(200);
  expect(options).toMatchObject({ require: false, json: undefined, record: undefined });
});

test('what was asked for', () => {
  const options = parseOptions(['--file-system', 'xfs', '--programs', '0', '--runs', '1', '--require', '--json', '/tmp/x.json']);
  expect(options).toMatchObject({ fileSystems: ['xfs'], programs: 0, runs: 1, require: true, json: '/tmp/x.json' });
});

describe('refused:', () => {
  test.each([
    [['--programs', 'many'], '--programs many: expected a whole number from 0 on'],
    [['--runs', '0'], '--runs 0: expected a whole number from 1 on'],
    [
      ['--file-system', 'zfs'],
      '--file-system zfs: there are ext4, ext4-noauto_da_alloc, ext4-nodioread_nolock, ext4-data-journal, xfs, btrfs',
    ],
    [['--hurry'], "Unknown option '--hurry'"],
  ])('%j', (argv, message) => {
    expect(() => parseOptions(argv)).toThrow(message);
  });
});
