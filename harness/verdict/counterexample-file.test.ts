import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { anyCounterexampleShape } from '../judge/requirements.ts';
import { sampleCounterexample } from '../report/sample-report.test-data.ts';
import { readCounterexample, writeCounterexample } from './counterexample-file.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'counterexample-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function read(content: unknown): Promise<unknown> {
  const file = path.join(dir, 'x.json');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return readCounterexample(file, anyCounterexampleShape);
}

test('what was written is read back, from directories that did not exist', async () => {
  const deep = path.join(dir, 'a', 'b');
  const file = await writeCounterexample(deep, sampleCounterexample());
  expect(path.relative(dir, file)).toBe(path.join('a', 'b', 'json-store-CRASH-1.json'));
  expect(await readCounterexample(file, anyCounterexampleShape)).toEqual(sampleCounterexample());
  expect(await readdir(deep)).toEqual(['json-store-CRASH-1.json']);
});

test('equal counterexamples give equal bytes, and replace each other', async () => {
  const first = await writeCounterexample(dir, sampleCounterexample());
  const bytes = await readFile(first, 'utf8');
  await writeCounterexample(dir, sampleCounterexample({ seed: 2 }));
  const again = await writeCounterexample(dir, sampleCounterexample());
  expect([again, await readFile(again, 'utf8')]).toEqual([first, bytes]);
  expect(bytes).toMatch(/^\{\n {2}"schemaVersion": 2,\n[\s\S]*\n\}\n$/);
});

test.each([
  ['@acme/store', 'acme-store-CRASH-1.json'],
  ['defect:stale-lock', 'defect-stale-lock-CRASH-1.json'],
  ['../../etc/passwd', 'etc-passwd-CRASH-1.json'],
  ['..', 'store-CRASH-1.json'],
  ['-rf', 'rf-CRASH-1.json'],
  ['a\u0000 b', 'a-b-CRASH-1.json'],
  ['x'.repeat(300), `${'x'.repeat(100)}-CRASH-1.json`],
])('a store named %j', async (store, expected) => {
  expect(path.relative(dir, await writeCounterexample(dir, sampleCounterexample({ store })))).toBe(expected);
});

test('a directory that cannot be made', async () => {
  const file = path.join(dir, 'file');
  await writeFile(file, '');
  await expect(writeCounterexample(path.join(file, 'sub'), sampleCounterexample())).rejects.toMatchObject({
    code: 'CW_COUNTEREXAMPLE_UNWRITABLE',
    blame: 'usage',
  });
});

test('a file that is not there', async () => {
  await expect(readCounterexample(path.join(dir, 'no.json'), anyCounterexampleShape)).rejects.toMatchObject({
    code: 'CW_COUNTEREXAMPLE_MISSING',
    message: expect.stringContaining('no.json'),
  });
});

test('a directory', async () => {
  await expect(readCounterexample(dir, anyCounterexampleShape)).rejects.toMatchObject({ code: 'CW_COUNTEREXAMPLE_UNREADABLE' });
});

const sample = sampleCounterexample();
const { seed: _seed, ...withoutSeed } = sample;

test.each<[string, unknown, RegExp]>([
  ['an empty file', '', /is not JSON/],
  ['half a file', JSON.stringify(sample).slice(0, 99), /is not JSON/],
  ['another JSON type', [], /the file should be an object; found an array/],
  ['null', null, /the file should be an object; found null/],
  ['some other JSON', { name: 'x' }, /scenario should be "crash" or/],
  ['a missing key', withoutSeed, /seed should be there; found no such key/],
  ['a key too many', { ...sample, extra: 1 }, /extra should be absent; found a key that is not known here/],
  ['a text for a number', { ...sample, seed: '1' }, /seed should be a whole number of at least 0; found "1"/],
  ['an unknown choice', { ...sample, host: 'moon' }, /host should be .*"mounted".*; found "moon"/],
  [
    'an unknown operation',
    { ...sample, operations: [{ op: 'drop' }] },
    /operations\[0\]\.op should be "create" or .*; found "drop"/,
  ],
  [
    'a wrong operation',
    { ...sample, operations: [{ op: 'touch', session: 1 }] },
    /operations\[0\]\.session should be a text; found 1/,
  ],
  [
    'wrong fields',
    { ...sample, operations: [{ op: 'patch', session: 'a', fields: [] }] },
    /\.fields should be an object; found an array/,
  ],
  ['a wrong crash', { ...sample, crash: { changes: 1.5 } }, /crash\.changes should be a whole number.*found 1\.5/],
  [
    'a wrong call site',
    { ...sample, callSite: { ...sample.callSite, line: 0 } },
    /callSite\.line should be .* at least 1; found 0/,
  ],
])('%s is unreadable, and the message names the place', async (_what, content, message) => {
  await expect(read(content)).rejects.toMatchObject({
    code: 'CW_COUNTEREXAMPLE_UNREADABLE',
    message: expect.stringMatching(message),
  });
});

test.each<[string, unknown, RegExp, string]>([
  [
    'format',
    { ...sample, schemaVersion: 3, crashworthy: '0.9.0' },
    /version 3 of the format, written by crashworthy 0\.9\.0; .* version 1 and 2/,
    'npx crashworthy@0.9.0 replay',
  ],
  ['specification', { ...sample, specification: 3 }, /version 3 of the specification/, 'npx crashworthy@0.1.0 replay'],
  ['writer', { schemaVersion: 7 }, /version 7 of the format; this one knows version 1 and 2/, 'judge the store again'],
])('another version: %s', async (_what, content, message, hint) => {
  await expect(read(content)).rejects.toMatchObject({
    code: 'CW_COUNTEREXAMPLE_VERSION',
    message: expect.stringMatching(message),
    hint: expect.stringContaining(hint),
  });
});
