import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Reporter } from '../report/reporters.ts';
import { checkReportFiles, writeReportFile } from './report-file.ts';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'crashworthy-report-file-'));
  mkdirSync(path.join(directory, 'reports'));
  writeFileSync(path.join(directory, 'a-file'), '');
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

const junit = (file: string): Reporter[] => [{ format: 'junit', to: { file } }];

test.each(['reports', 'reports/', 'not-there-yet/'])(
  '%s is a directory, which is told before anything is judged',
  async (name) => {
    const file = `${directory}/${name}`;
    await expect(checkReportFiles(junit(file))).rejects.toMatchObject({
      code: 'CW_REPORT_UNWRITABLE',
      message: `The report cannot be written to ${file}: that is a directory.`,
      hint: `Name a file in it: --reporter junit=${path.join(file, 'crashworthy.xml')}`,
    });
  },
);

test('a file, one that is not there yet, and the standard output are fine', async () => {
  for (const name of ['a-file', 'new', 'not/there/yet']) await checkReportFiles(junit(path.join(directory, name)));
  await checkReportFiles([{ format: 'json', to: 'stdout' }]);
});

test('the directories above a report are made', async () => {
  const file = path.join(directory, 'deep/down/report.xml');
  await writeReportFile(file, 'x');
  expect(readFileSync(file, 'utf8')).toBe('x');
});

test('a file in a file cannot be written', async () => {
  await expect(writeReportFile(path.join(directory, 'a-file/x.xml'), 'x')).rejects.toMatchObject({
    code: 'CW_REPORT_UNWRITABLE',
  });
});
