import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { ALIAS_FIELDS, ALIAS_RECORD } from '../alias.ts';
import type { StepResults } from './test-data/steps-worker.ts';

/** Gathered in a worker, since a host takes its thread over. */
const results = await new Promise<StepResults>((resolve, reject) => {
  const worker = new Worker(new URL('../../../dist/harness/host/simulated/test-data/steps-worker.js', import.meta.url));
  worker.on('message', resolve);
  worker.on('error', reject);
  worker.on('exit', () => reject(new Error('the worker ended without a result')));
});

test('a workload that goes on after a refusal', () => {
  expect(results.refusedAndWentOn).toEqual(['invoke', 'reject', 'invoke', 'acknowledge']);
});

test('a queued append whose promise nobody awaits', () => {
  expect(results.ignored).toMatchObject({
    appendReturnedPromise: true,
    stray: { kind: 'unhandled-rejection' },
    reported: [{ historyBefore: 1, message: 'Error: reported' }],
  });
});

test('an append that throws at once is told from one that rejects', () => {
  expect(results.threw).toMatchObject([{ type: 'invoke' }, { type: 'reject', threw: true }]);
});

test('changing objects that were passed in or returned shows in a store that keeps them', () => {
  const as = (fields: unknown) => ({ state: { fields } });
  expect(results.aliased.honest).toMatchObject({ passed: as(ALIAS_FIELDS()), returned: as(ALIAS_FIELDS()) });
  expect(results.aliased.keeps?.passed).not.toEqual(as(ALIAS_FIELDS()));
  expect(ALIAS_RECORD()).toHaveProperty('text');
});

test('a second store on another directory shows what the first one keeps in a module', () => {
  expect(results.besides.honest).toMatchObject([
    { opened: { ok: true }, snapshots: [{ read: { a: { state: null } } }, { read: { b: { state: { fields: {} } } } }] },
  ]);
  expect(results.besides.leaks).toMatchObject([{ snapshots: [{ read: { a: { state: { fields: { of: 'the first' } } } } }, {}] }]);
});

test('a session called __proto__ with a field of that name', () => {
  const fields = Object.fromEntries([['__proto__', -0]]);
  expect(results.prototype).toEqual([['__proto__', { state: { fields } }]]);
});

test('a fault strikes as planned', () => {
  expect(results.struck).toMatchObject({ times: 1, errors: [expect.stringContaining('ENOSPC')], open: [] });
});

test('things are put in the place of files', () => {
  expect(results.replaced).toEqual(['directory deep 4096', 'directory deep/er 4096', 'symlink link 4', 'file other 1']);
});

test('what reaches outside is seen, and is no change of the disk', () => {
  expect(results.outside).toEqual(['open /cw-outside/x', 'write /cw-outside/x', 'close /cw-outside/x', '0 changes']);
});

test('a clock that is set shows in dates and modification times, and not in how long something takes', () => {
  expect(results.stepped).toEqual({ shown: -3_600_000, modified: -3_600_000, lasted: 0, firedAfter: 1000 });
});

test('modification times are set on a copy', () => {
  expect(results.retimed).toEqual([1_000_000, 1_000_000, 0]);
});
