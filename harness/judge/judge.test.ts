import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import memory from '../../adapters/memory.ts';
import { defects } from '../../fixtures/defects/index.ts';
import { incidents } from '../../fixtures/incidents/index.ts';
import { someOf } from '../../suites/some-of.test-data.ts';
import { defineAdapter } from '../contract/define-adapter.ts';
import { sumOf } from '../verdict/statistics.ts';
import { judge } from './judge.ts';

const options = { effort: 'quick', only: ['IDENT-7'], confirmKill: false, out: false } as const;
const sound = fileURLToPath(new URL('./test-data/sound.adapter.mjs', import.meta.url));
const relative = `./${path.relative(process.cwd(), sound)}`;
const truncate = defects['truncate-in-place']?.module;
const inPlace = incidents['1/before']?.module;
if (truncate === undefined || inPlace === undefined) throw new Error('the library has changed');

test.each(
  someOf<[what: string, target: Parameters<typeof judge>[0], shown: string, name: string]>([
    ['the name of a store of ours', 'memory', 'memory', 'memory'],
    ['an adapter of ours', memory, 'memory', 'memory'],
    ['a path', relative, relative, 'sound'],
    ['a URL, shown as a path', pathToFileURL(sound), relative, 'sound'],
    ['a URL as a text', pathToFileURL(sound).href, relative, 'sound'],
    ['the URL of a defect', truncate, 'defect:truncate-in-place', 'defect:truncate-in-place'],
    ['the URL of an incident', inPlace, 'incident:1/before', 'incident:1/before'],
  ]),
)('%s', async (_what, target, shown, name) => {
  const { store } = await judge(target, options);
  expect({ target: store.target, name: store.name }).toEqual({ target: shown, name });
});

const nowhere = {
  name: 'nowhere',
  claims: { survives: 'nothing' },
  open: () => ({ read: () => null, patch: () => {} }),
} as const;

test.each<[what: string, target: Parameters<typeof judge>[0], code: string]>([
  ['a plain object', nowhere, 'CW_ADAPTER_NO_SOURCE'],
  ['an adapter that is no default export', defineAdapter({ ...nowhere }), 'CW_ADAPTER_NO_SOURCE'],
  ['no adapter', {} as typeof nowhere, 'CW_ADAPTER_KEY'],
  ['a URL of the web', new URL('https://example.org/a.ts'), 'CW_TARGET_MISSING'],
])('%s is refused', async (_what, target, code) => {
  await expect(judge(target, options)).rejects.toThrow(expect.objectContaining({ name: 'Failure', code }));
});

test('an interrupted run says what it has', async () => {
  const controller = new AbortController();
  const report = await judge('json-file', {
    effort: 'thorough',
    out: false,
    signal: controller.signal,
    onProgress: ({ workloads }) => workloads > 2 && controller.abort(),
  });
  expect(report.verdict).toBe('interrupted');
  expect(sumOf(report.statistics, 'workloads')).toBeGreaterThan(2);
  expect(report.requirements.find(({ id }) => id === 'CRASH-3')).toMatchObject({
    verdict: 'not-testable',
    checked: expect.any(Number),
  });
  expect(report.requirements.find(({ id }) => id === 'CRASH-3')?.checked).toBeGreaterThan(0);
});

test('a store whose modules keep sessions fails the one requirement that says so, and nothing else is held against it', async () => {
  const report = await judge('defect:cache-of-the-module', { effort: 'quick', confirmKill: false, out: false });
  const verdicts = report.requirements.filter(({ verdict }) => verdict !== 'not-applicable');
  expect(verdicts.filter(({ verdict }) => verdict !== 'not-testable').map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
    'IDENT-7 fail',
  ]);
  expect(report.findings.map(({ code }) => code)).toEqual(['CW_SHARED_STATE']);
});
