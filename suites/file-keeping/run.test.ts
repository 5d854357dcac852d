import { describe, expect, test } from 'vitest';
import { defects } from '../../fixtures/defects/index.ts';
import { checkedIn, failuresOf, runAllInWorker, runInWorker } from '../run-in-worker.test-data.ts';
import { someOf } from '../some-of.test-data.ts';
import { KEEP_REQUIREMENTS } from './requirements.ts';
import { fileKeeping } from './suite.ts';

const built = (module: string): string => new URL(`../../dist/${module}.js`, import.meta.url).href;

const defect = (name: string): string => `${defects[name]?.module}`;

const ALL = KEEP_REQUIREMENTS.map(({ id }) => id);

test.each(
  someOf([
    'adapters/json-file',
    'adapters/jsonl-log',
    // They follow links, and keep modes and owners.
    'adapters/write-file-atomic',
    'fixtures/controls/sound-log',
    'fixtures/controls/percent-encoded-ids',
    'fixtures/controls/durable-queued-log',
    'fixtures/controls/whole-documents',
    'fixtures/controls/keeping-documents',
  ]),
)('%s is correct, and everything is put to the test', async (module) => {
  const run = await runInWorker(fileKeeping, built(module));
  expect(failuresOf(run)).toEqual([]);
  // A control that replaces files says nothing of owners.
  const silent = module.startsWith('fixtures') && !/queued-log|keeping-documents/.test(module);
  const claims = /adapters\/json|keeping-documents/.test(module);
  expect(checkedIn(run)).toEqual(ALL.filter((id) => !(silent && id === 'KEEP-4') && (claims || id !== 'KEEP-5')));
});

test('a store without files has nothing to keep', async () => {
  const { events } = await runInWorker(fileKeeping, built('adapters/memory'));
  expect(events.map(({ type }) => type)).toEqual(['done']);
});

describe('defects', () => {
  test.each(
    someOf<[name: string, fails: string, trial: string, operations: string]>([
      ['rewrite-opens-to-all', 'KEEP-1', 'umask-022', 'create patch'],
      ['chmod-after-write', 'KEEP-1', 'umask-022', 'create patch'],
      ['backup-for-all', 'KEEP-1', 'umask-022', 'create patch'],
      ['chmod-after-rename', 'KEEP-1', 'made-private', 'create patch'],
      ['rename-over-link', 'KEEP-2', 'link-beside', 'create patch'],
      ['makes-room-for-move', 'KEEP-3', 'temporary-apart', 'create patch'],
      ['skips-saves-when-read-only', 'KEEP-3', 'read-only-directory', 'create patch'],
      ['exact-name-in-listing', 'KEEP-3', 'folded-names', 'create create'],
      ['group-not-kept', 'KEEP-4', 'owner', 'create patch'],
      ['narrows-modes', 'KEEP-5', 'attributes', 'create patch'],
      ['group-alone-not-kept', 'KEEP-5', 'attributes', 'create patch'],
      ['guesses-mode-when-unseen', 'KEEP-5', 'attributes', 'create patch'],
    ]),
  )(
    '%s fails %s alone, in the trial %s, by the least operations, and does so again',
    async (name, requirement, trial, operations) => {
      const run = await runInWorker(fileKeeping, defect(name));
      expect(failuresOf(run)).toEqual([requirement]);
      const failure = run.events.find((event) => event.type === 'failure');
      expect(failure?.core.trial).toBe(trial);
      expect(failure?.core.operations.map(({ op }) => op).join(' ')).toBe(operations);
      expect(JSON.parse(JSON.stringify(failure))).toEqual(failure);
      expect(run.replayed).toMatchObject([{ replay: { reproduced: true, observed: failure?.core.observed } }]);
    },
  );
});

test('what opened a file to all is told by the line that made it', async () => {
  const { replayed } = await runInWorker(fileKeeping, defect('chmod-after-write'), { requirements: ['KEEP-1'] });
  expect(replayed[0]?.replay.callSite).toMatchObject({ api: 'fs.promises.open', functionName: 'ChmodAfterWrite.replaceFile' });
  expect(replayed[0]?.replay.story).toEqual([
    'The umask of its processes is 022: what they make can be read by everybody, unless they say otherwise.',
    'The store was opened on an empty directory.',
    'Create of "kept" was acknowledged.',
    'It was closed, and opened again on what it had left.',
    'Patch of "kept" was acknowledged.',
  ]);
});

test('a look that fails is told, with what it was to see', async () => {
  const { replayed } = await runInWorker(fileKeeping, defect('guesses-mode-when-unseen'), { requirements: ['KEEP-5'] });
  expect(replayed[0]?.replay).toMatchObject({
    expected: expect.stringMatching(/^s-kept\.json has mode 0600 and belongs to \d+:\d+ \(user and group\), as before\.$/),
    observed: expect.stringMatching(/^s-kept\.json has mode 0644 /),
    callSite: { api: 'fs.promises.open', functionName: 'GuessesModeWhenUnseen.replaceFile' },
    story: [
      'The store was opened on an empty directory.',
      'Create of "kept" was acknowledged.',
      'When it was closed, somebody gave the files that hold the session mode 0600.',
      'In the next life lstat number 1 fails with EIO.',
      'It was closed, and opened again on what it had left.',
      'Patch of "kept" was acknowledged.',
    ],
  });
});

test('equal runs give equal events', async () => {
  const url = defect('rename-over-link');
  const [once, again] = await runAllInWorker(fileKeeping, [url, url]);
  expect(once?.events.map(({ type }) => type)).toContain('failure');
  expect(again?.events).toEqual(once?.events);
});
