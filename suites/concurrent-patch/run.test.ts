import { expect, test } from 'vitest';
import { runInWorker } from '../run-in-worker.test-data.ts';
import { concurrentPatch } from './suite.ts';

test('what could be tried at some levels and not at others has not held', async () => {
  const store = new URL('./test-data/one-at-a-time.adapter.mjs', import.meta.url).href;
  const { events } = await runInWorker(concurrentPatch, store, { requirements: ['PATCH-7', 'PATCH-12'], processes: true });
  expect(events.filter(({ type }) => type === 'failure')).toEqual([]);
  expect(events.filter(({ type }) => type === 'finding')).toMatchObject([
    { finding: { code: 'CW_OPERATION_REJECTED', level: 'warning', message: expect.stringContaining('in use by') } },
  ]);
  const done = events.at(-1);
  expect(Object.keys(done?.type === 'done' ? done.checked : {})).toEqual(['PATCH-7']);
});
