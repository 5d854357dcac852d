import { describe, expect, test } from 'vitest';
import { defects } from '../../fixtures/defects/index.ts';
import { failuresOf, runAllInWorker, runInWorker } from '../run-in-worker.test-data.ts';
import { SAMPLED, someOf } from '../some-of.test-data.ts';
import { corruptFileRepair } from './suite.ts';

const built = (module: string): string => new URL(`../../dist/${module}.js`, import.meta.url).href;

const defect = (name: string): string => `${defects[name]?.module}`;

describe.skipIf(process.env.CW_DEFECTS_EVERY !== undefined)('stores that take care pass, each in its way', () => {
  test.concurrent.each([
    'adapters/json-file',
    'adapters/jsonl-log',
    'fixtures/controls/plain-documents',
    'fixtures/controls/quarantining-documents',
    'fixtures/controls/repairing-log',
    'fixtures/controls/appending-log',
    'fixtures/controls/durable-log',
  ])('%s', async (module) => {
    const run = await runInWorker(corruptFileRepair, built(module));
    expect(failuresOf(run)).toEqual([]);
    const done = run.events.at(-1);
    expect(done?.type).toBe('done');
    // A run that damaged nothing would pass as well.
    if (done?.type === 'done') expect(done.tallies.damages).toBeGreaterThan(200);
  });
});

test('a store that keeps no files is not damaged', async () => {
  const run = await runInWorker(corruptFileRepair, built('adapters/memory'));
  expect(run.events).toEqual([expect.objectContaining({ type: 'done', checked: {} })]);
});

test.concurrent.each(
  someOf<[name: string, fails: string[]]>([
    ['malformed-reads-as-null', ['REPAIR-1', 'REPAIR-3']],
    ['malformed-reads-as-empty', ['REPAIR-1', 'REPAIR-3']],
    ['nul-block-ends-history', ['REPAIR-1', 'REPAIR-3']],
    ['bad-first-line-discards', ['REPAIR-1', 'REPAIR-3']],
    ['separator-splits-lines', ['REPAIR-1']],
    ['repair-stops-at-damage', ['REPAIR-2']],
    ['malformed-is-deleted', ['REPAIR-3', 'REPAIR-6', 'REPAIR-7']],
    ['list-hides-what-read-repairs', ['REPAIR-4']],
    ['unlisted-without-header', ['REPAIR-4']],
    ['list-throws-on-malformed', ['REPAIR-5']],
    ['repairs-again-and-again', ['REPAIR-3', 'REPAIR-6']],
    ['open-truncates-foreign-file', ['REPAIR-1', 'REPAIR-7']],
    ['unknown-fields-dropped', ['REPAIR-8']],
    ['copied-file-is-believed', ['REPAIR-1']],
    ['touch-saves-anew', ['REPAIR-3']],
    ['create-over-damaged', ['REPAIR-3']],
    ['rewrite-drops-damaged', ['REPAIR-3']],
    ['consume-takes-damaged', ['REPAIR-3']],
    ['repair-in-place', ['REPAIR-3']],
    ['cuts-off-glued-tail', ['REPAIR-3']],
    ['whole-log-is-set-aside', ['REPAIR-6']],
    ['calls-whole-logs-corrupt', ['REPAIR-6']],
    ['checksum-not-compared', ['REPAIR-1']],
    ['damaged-hash-breaks-list', ['REPAIR-5']],
    ['forgets-what-made-it-repair', ['REPAIR-1']],
  ]),
)('%s is caught, and caught again', async (name, requirements) => {
  // That nothing else is caught takes longest. harness/judge/verdicts.test.ts sees to that too.
  const run = await runInWorker(corruptFileRepair, defect(name), SAMPLED ? { requirements } : {});
  expect(failuresOf(run)).toEqual(requirements);
  for (const { reproduced, story, callSite } of run.replayed.map(({ replay }) => replay)) {
    expect(reproduced).toBe(true);
    expect(story.length).toBeGreaterThan(4);
    expect(callSite?.file).toMatch(/fixtures\/(defects|base-stores)\//);
  }
});

test.skipIf(SAMPLED)('equal runs give equal events', async () => {
  const url = defect('separator-splits-lines');
  const [first, second] = await runAllInWorker(corruptFileRepair, [url, url], { requirements: ['REPAIR-1'] });
  expect(first?.events.map(({ type }) => type)).toContain('failure');
  expect(second).toEqual(first);
});
