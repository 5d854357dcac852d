import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { validateConfig } from '../judge/config/config.ts';
import { commandLines, fileFor } from './command-lines.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'config-'));
  await mkdir(path.join(home, 'sub'));
  await mkdir(path.join(home, 'broken'));
  await mkdir(path.join(home, 'empty'));
  const config = `import { defineConfig } from 'crashworthy';
const level: string = 'A';
export default defineConfig({
  level: level as 'A', effort: 'quick', only: ['CRASH-1'], reporters: ['json=out/r.json'], bail: true,
  targets: ['./a.adapter.ts', { target: 'lowdb', name: 'db', services: { redis: 'redis://127.0.0.1/3' }, effort: 'thorough', claims: { survives: 'nothing', retention: 7200000 }, only: ['torn-read'], confirmKill: false }],
});`;
  await writeFile(path.join(home, 'crashworthy.config.ts'), config);
  await writeFile(path.join(home, 'broken', 'crashworthy.config.mjs'), 'throw new Error("not today");');
  await writeFile(path.join(home, 'empty', 'crashworthy.config.mjs'), 'export const a = 1;');
});
afterAll(() => rm(home, { recursive: true, force: true }));

const lines = async (typed: string, folder = '.') =>
  (await commandLines(typed.split(' ').filter(Boolean), path.join(home, folder))).map(({ argv }) => argv.join(' '));

const OF_A = '--level=A --effort=quick --only=CRASH-1 --reporter=json=out/r.json --bail';

describe('with a configuration', () => {
  test.each<[string, string[]]>([
    [
      '',
      [
        `run ./a.adapter.ts ${OF_A}`,
        'run lowdb --level=A --effort=thorough --claim=survives=nothing --claim=retention=7200000 --service=redis=redis://127.0.0.1/3 --only=torn-read --reporter=json=out/r.json --bail --no-confirm-kill',
      ],
    ],
    ['run', [`run ./a.adapter.ts ${OF_A}`, expect.stringContaining('run lowdb')]],
    [
      'db --seed 3',
      [
        'run lowdb --level=A --effort=thorough --claim=survives=nothing --claim=retention=7200000 --service=redis=redis://127.0.0.1/3 --only=torn-read --reporter=json=out/r.json --bail --no-confirm-kill --seed 3',
      ],
    ],
    ['./a.adapter.ts --only X -r terminal', [`run ./a.adapter.ts --level=A --effort=quick --bail --only X -r terminal`]],
    ['keyv-file', [`${OF_A} keyv-file`]],
    ['--effort default', [expect.stringMatching(/^run \.\/a\.adapter\.ts (?!.*quick).*--effort default$/), expect.any(String)]],
    ['db --out db', [expect.stringMatching(/^run lowdb .* --out db$/)]],
    ['run --out run', [expect.stringMatching(/^run \.\/a\.adapter\.ts .* --out run$/), expect.any(String)]],
    ['list', ['list']],
    ['probe lowdb', ['probe lowdb']],
    ['--help', ['--help']],
  ])('%j', async (typed, expected) => {
    expect(await lines(typed)).toEqual(expected);
  });

  test('paths are relative to it, wherever it is called', async () => {
    expect((await lines('', 'sub'))[0]).toBe(
      'run ../a.adapter.ts --level=A --effort=quick --only=CRASH-1 --reporter=json=../out/r.json --bail',
    );
  });

  test.each([
    ['broken', /could not be loaded: .*not today/],
    ['empty', /no default export/],
  ])('%s: what is wrong is told', async (folder, message) => {
    await expect(lines('', folder)).rejects.toMatchObject({ code: 'CW_CONFIG', message: expect.stringMatching(message) });
  });
});

test.each([
  [[], /expected an object/],
  [{ target: 'x' }, /`target` is no key/],
  [{ targets: 'x' }, /`targets` must be a list/],
  [{ claims: { survives: true } }, /`claims` must be claims and their values/],
  [{ services: { postgres: undefined } }, /`services` must be names of servers and their URLs/],
  [{ seed: 1.5 }, /`seed` must be a whole number/],
  [{ targets: [{ name: 'x' }] }, /targets\[0\] has no `target`/],
  [{ targets: [{ target: 'x', efort: 'quick' }] }, /targets\[0\]: `efort` is no key/],
  [{ targets: ['x', { target: 'y', name: 'x' }] }, /two targets have the name "x"/],
])('%j is refused', (value, message) => {
  expect(() => validateConfig(value, 'the file')).toThrow(
    expect.objectContaining({ code: 'CW_CONFIG', message: expect.stringMatching(message) }),
  );
});

test('a file for each of several stores', () => {
  expect(fileFor('reports/all.json', 'web')).toBe('reports/all.web.json');
  expect(fileFor('all', '../../up:x')).toBe('all.up-x');
});
