import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sweepTemporaryFiles, temporaryPath } from './temporary-file.ts';

const HOUR_MS = 60 * 60 * 1000;
/** Above Linux's greatest pid. */
const DEAD_PID = 2 ** 22 + 1;
let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'crashworthy-'));
});
afterEach(() => rm(dir, { recursive: true }));

const nameOf = (pid: number, ageMs: number): string => `.tmp-${pid}-${(Date.now() - ageMs).toString(36)}-0123456789ab-1`;

test.each<[what: string, name: () => string, kept: boolean]>([
  ['one of this process', () => path.basename(temporaryPath(dir)), true],
  ['a young one of a dead process', () => nameOf(DEAD_PID, 0), false],
  ['one of a living process', () => nameOf(process.ppid, HOUR_MS / 2), true],
  ['an old one under a pid in use', () => nameOf(process.pid, 2 * HOUR_MS), false],
  ['one from the future', () => nameOf(process.pid, -2 * HOUR_MS), false],
  ['a session', () => 's-alpha.json', true],
  ['a stranger', () => '.tmp-file', true],
])('%s is swept or kept', async (_, name, kept) => {
  await writeFile(path.join(dir, name()), 'x');
  await sweepTemporaryFiles(dir);
  expect((await readdir(dir)).length).toBe(kept ? 1 : 0);
});

test('names do not repeat', () => {
  expect(new Set(Array.from({ length: 100 }, () => temporaryPath(dir))).size).toBe(100);
});

test('a directory that is not there is no error', async () => {
  await expect(sweepTemporaryFiles(path.join(dir, 'missing'))).resolves.toBeUndefined();
});
