import { describe, expect, test } from 'vitest';
import { defects } from '../../fixtures/defects/index.ts';
import type { Json } from '../../harness/contract/session-store.ts';
import type { Operation } from '../../harness/model/operation.ts';
import { text } from '../../harness/model/text.ts';
import { failuresOf, runAllInWorker, runInWorker, type WorkerRun } from '../run-in-worker.test-data.ts';
import { SAMPLED, someOf } from '../some-of.test-data.ts';
import { identity } from './suite.ts';

const built = (module: string): string => new URL(`../../dist/${module}.js`, import.meta.url).href;

const defect = (name: string): string => `${defects[name]?.module}`;

const findingsOf = ({ events }: WorkerRun): string[] =>
  events.flatMap((event) => (event.type === 'finding' ? [event.finding.code] : []));

const append = (record: Json): Operation => ({ op: 'append', session: 'payload', record });

describe.skipIf(process.env.CW_DEFECTS_EVERY !== undefined)(
  'correct stores fail nothing, and every requirement is put to the test',
  () => {
    test.each([
      ['adapters/json-file', []],
      ['adapters/jsonl-log', []],
      ['adapters/lowdb', ['CW_NEGATIVE_ZERO', 'CW_VALUES_CHANGED']],
      ['adapters/memory', []],
      ['fixtures/controls/refused-ids', []],
      ['fixtures/controls/percent-encoded-ids', []],
      ['fixtures/controls/hashed-ids', []],
    ])('%s', async (module, findings) => {
      const run = await runInWorker(identity, built(module));
      expect(failuresOf(run)).toEqual([]);
      expect(findingsOf(run)).toEqual(findings);
      const done = run.events.at(-1);
      const checked = done?.type === 'done' ? Object.keys(done.checked).sort() : [];
      const survives = module === 'adapters/memory' ? [] : [9];
      expect(checked).toEqual([1, 2, 3, 4, 5, 6, 7, ...survives].map((number) => `IDENT-${number}`));
    });
  },
);

describe('defects', () => {
  test.each(
    someOf<[name: string, fails: string, operations: object[]]>([
      ['sanitised-file-names', 'IDENT-1', [{ op: 'create', session: ':b', fields: { tag: 1 } }]],
      ['path-traversal', 'IDENT-2', [{ op: 'create', session: '../escaped', fields: { tag: 1 } }]],
      ['sessions-in-plain-object', 'IDENT-3', []],
      ['latin1-encoding', 'IDENT-4', [{ op: 'create', session: 'payload', fields: { first: '\u0301' } }]],
      ['decodes-each-chunk', 'IDENT-4', [append(text('two-bytes', 110_000, '\u00e9'))]],
      // The first record is written otherwise; the second append is acknowledged, and a third one would be refused.
      ['escapes-by-hand', 'IDENT-4', [append(''), append('\u0000')]],
      ['stringifies-unseen', 'IDENT-4', [{ op: 'create', session: 'payload', fields: { first: { $number: 'NaN' } } }]],
      ['loses-sign-of-zero', 'IDENT-4', [{ op: 'create', session: 'payload', fields: { first: { $number: '-0' } } }]],
      ['unreadable-when-emptied', 'IDENT-4', [append(''), { op: 'rewrite', session: 'payload', records: [] }]],
      ['lists-file-names', 'IDENT-5', [{ op: 'create', session: 'a:', fields: { tag: 1 } }]],
      ['live-objects', 'IDENT-6', []],
    ]),
  )('%s fails %s alone, by the least operations, and does so again', async (name, requirement, operations) => {
    const run = await runInWorker(identity, defect(name));
    expect(failuresOf(run)).toEqual([requirement]);
    const failure = run.events.find((event) => event.type === 'failure');
    expect(failure?.core.operations).toEqual(operations);
    expect(JSON.parse(JSON.stringify(failure))).toEqual(failure);
    expect(run.replayed).toMatchObject([{ replay: { reproduced: true, observed: failure?.core.observed } }]);
  });
});

test.each([
  ['cache-of-the-module', [1, 2, 3, 4, 5, 6, 9]],
  ['folder-by-base-name', []],
])('%s: only what lives of one process cannot tell is not testable', async (name, untestable) => {
  const run = await runInWorker(identity, defect(name));
  expect(failuresOf(run)).toEqual(['IDENT-7']);
  expect(run.events.filter(({ type }) => type === 'not-applicable')).toEqual([]);
  const told = run.events.flatMap((event) => (event.type === 'not-testable' ? [event.requirement] : []));
  expect(told).toEqual(untestable.map((number) => `IDENT-${number}`));
});

test.each(
  someOf<[name: string, fails: string, observed: RegExp]>([
    ['fork-by-reference', 'IDENT-8', /^After (rewrite|delete) of "parent", session "fork": /],
    ['too-long-taken-for-none', 'IDENT-9', /^When it was too long to be read in one piece, session "long": no such session/],
  ]),
)('%s fails %s alone, and does so again', async (name, requirement, observed) => {
  const run = await runInWorker(identity, defect(name));
  expect(failuresOf(run)).toEqual([requirement]);
  expect(run.replayed).toMatchObject([{ replay: { reproduced: true, observed: expect.stringMatching(observed) } }]);
});

test('a store whose forks are copies passes', async () => {
  const run = await runInWorker(identity, built('fixtures/controls/forking-log'), { requirements: ['IDENT-8'] });
  expect(failuresOf(run)).toEqual([]);
  expect(run.events.at(-1)).toMatchObject({ type: 'done', checked: { 'IDENT-8': 4 } });
});

test('a store that returns its cached object is aliased, and shares nothing with a store on another directory', async () => {
  const run = await runInWorker(identity, new URL('./test-data/returns-cached-object.adapter.mjs', import.meta.url).href);
  expect(failuresOf(run)).toEqual(['IDENT-6']);
  const done = run.events.at(-1);
  const checked = done?.type === 'done' ? Object.keys(done.checked).sort() : [];
  expect(checked).toEqual([1, 2, 3, 4, 6, 7, 9].map((number) => `IDENT-${number}`));
});

test('what escaped is told by the line that did it', async () => {
  const { replayed } = await runInWorker(identity, defect('path-traversal'), { requirements: ['IDENT-2'] });
  expect(replayed[0]?.replay.callSite).toMatchObject({ api: 'fs.promises.rename', functionName: 'replace' });
  expect(replayed[0]?.replay.story).toEqual([
    'The store was opened on an empty directory.',
    'Create of "../escaped" was acknowledged.',
  ]);
});

// Reports are compared as a whole in harness/judge/jobs.test.ts and harness/cli/main.test.ts.
test.skipIf(SAMPLED)('equal runs give equal events', async () => {
  const url = defect('truncated-file-names');
  const options = { seed: 5, requirements: ['IDENT-1'] };
  const [once, again] = await runAllInWorker(identity, [url, url], options);
  expect(once?.events.map(({ type }) => type)).toContain('failure');
  expect(again?.events).toEqual(once?.events);
});
