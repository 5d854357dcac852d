import { expect, test } from 'vitest';
import { defects } from '../../fixtures/defects/index.ts';
import { failuresOf, runInWorker } from '../run-in-worker.test-data.ts';
import { SAMPLED } from '../some-of.test-data.ts';
import { crashInjection } from './suite.ts';

const testData = (name: string): string => new URL(`./test-data/${name}.adapter.mjs`, import.meta.url).href;

/** Where there is little time what a lost power would show is left out: it takes longest, and none of these stores claims to survive that. */
const options = SAMPLED ? { requirements: ['CRASH-1', 'CRASH-3', 'CRASH-4'] } : {};

test.each([
  ['log-of-the-day', 'CRASH-4', 'soon', 'Within two minutes a new process opened the store on what was there.'],
  ['removes-old-sessions', 'CRASH-1', '40-days', '40 days later a new process opened the store on what was there.'],
])('%s fails %s because of when the next life begins, and does so again', async (name, requirement, nextLife, told) => {
  const run = await runInWorker(crashInjection, `${defects[name]?.module}`, options);
  expect(failuresOf(run)).toEqual([requirement]);
  const failure = run.events.find((event) => event.type === 'failure');
  expect(failure?.core).toMatchObject({ crash: { nextLife } });
  expect(run.replayed).toMatchObject([{ replay: { reproduced: true, observed: failure?.core.observed } }]);
  expect(run.replayed[0]?.replay.story.at(-1)).toBe(told);
});

test.skipIf(SAMPLED)('what fails a day later too is told as that', async () => {
  const run = await runInWorker(crashInjection, `${defects['torn-tail-append']?.module}`, options);
  const cores = run.events.flatMap((event) => (event.type === 'failure' ? [JSON.stringify(event.core)] : []));
  expect(cores).not.toEqual([]);
  expect(cores.filter((core) => core.includes('nextLife'))).toEqual([]);
});

test.skipIf(SAMPLED)('a lock that is respected for an hour is nothing wrong', async () => {
  expect(failuresOf(await runInWorker(crashInjection, testData('locks-for-an-hour'), options))).toEqual([]);
});
