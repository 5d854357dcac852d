import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { calibrationOf } from './calibration.ts';
import { FILE_SYSTEM_NAMES, type FileSystemName } from './file-systems.ts';
import { LITMUS } from './litmus.ts';
import { parseRecording, type Recording, renderRecording } from './observation.ts';
import { btrfsWithOneJournal, ext4WithoutNulTails, xfsWithWaitingRename } from './planted.test-data.ts';
import { renderCalibration } from './report.ts';

// What real file systems showed, recorded with `npm run calibrate -- --record calibration/observations`, against the models of today.

function textOf(name: FileSystemName): string {
  return fs.readFileSync(new URL(`observations/${name}.jsonl`, import.meta.url), 'utf8');
}

function recordingOf(name: FileSystemName): Recording {
  return parseRecording(textOf(name));
}

describe.each(FILE_SYSTEM_NAMES)('%s', (name) => {
  test('showed nothing that its model, or posix, says cannot be', () => {
    const calibration = calibrationOf(recordingOf(name), 0);
    expect(calibration.refutations.length === 0 ? '' : renderCalibration(calibration).join('\n')).toBe('');
    expect(calibration.litmus).toHaveLength(LITMUS.length);
    expect(calibration.litmus.filter(({ same }) => !same)).toEqual([]);
  });

  test('was recorded in enough programs, and the recording is as it would be written', () => {
    expect(recordingOf(name).programs.length).toBeGreaterThanOrEqual(LITMUS.length + 60);
    expect(renderRecording(recordingOf(name))).toBe(textOf(name));
  });
});

describe('a mistake in a model is found:', () => {
  test.each([
    [
      'xfs',
      xfsWithWaitingRename,
      'write, rename over an existing name, another file synced',
      ['a file 0', 'other file 15: 10×A 5×b'],
    ],
    [
      'ext4',
      ext4WithoutNulTails,
      'append of 50 bytes into a tail block of 100, another file synced',
      ['a file 150: 100×B 50×NUL', 'other file 15: 10×A 5×b'],
    ],
    ['btrfs', btrfsWithOneJournal, 'unlink, another file synced', ['a file 100: 100×B', 'other file 15: 10×A 5×a']],
  ] as const)('%s, $name', (fileSystem, planted, program, state) => {
    const { refutations } = calibrationOf(recordingOf(fileSystem), 0, planted);
    const found = refutations.find(({ observed }) => observed.name === program);
    expect(found?.model).toBe(planted);
    expect(found?.observation.state).toEqual(state);
  });

  test('the report has the program, the state, and what the model thought', () => {
    const lines = renderCalibration(calibrationOf(recordingOf('xfs'), 0, xfsWithWaitingRename));
    const at = lines.findIndex((line) => line.includes('refuted by write, rename over an existing name, another file synced'));
    expect(lines.slice(at, at + 24)).toEqual([
      'xfs, renames never pass data is refuted by write, rename over an existing name, another file synced:',
      "  (there is other, 10 bytes of 'A')",
      "  (there is a, 100 bytes of 'B')",
      '  0 = open tmp (create)',
      "  write 0: 200 bytes of 'a'",
      '  close 0',
      '  rename tmp to a',
      '  1 = open other (append)',
      "  write 1: 5 bytes of 'b'",
      '  fsync 1',
      '  close 1',
      '  then the power was cut. There was',
      '    a file 0',
      '    other file 15: 10×A 5×b',
      '  which is none of the states that xfs, renames never pass data allows:',
      '    0: names: 1/tmp is inode 4, forced',
      '    1: data of inode 4 from 0 to 200, forced',
      '    2: size of inode 4 from 0 to 200 (grow), not before 1, forced',
      '       close of inode 4',
      '    3: names: 1/tmp goes, 1/a is inode 4, not before 0, 1, 2, forced',
      '    4: data of inode 2 from 10 to 15, forced',
      '    5: size of inode 2 from 10 to 15 (grow), not before 4, forced',
      '       sync of inode 2',
      '       close of inode 2',
    ]);
  });
});
