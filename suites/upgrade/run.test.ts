import { describe, expect, test } from 'vitest';
import { defects } from '../../fixtures/defects/index.ts';
import { checkedIn, failuresOf, runInWorker } from '../run-in-worker.test-data.ts';
import { someOf } from '../some-of.test-data.ts';
import { upgrade } from './suite.ts';

const built = (module: string): string => new URL(`../../dist/${module}.js`, import.meta.url).href;

const ALONE = ['UPG-2', 'UPG-3'];
const WITH_OLDER = ['UPG-1', 'UPG-2', 'UPG-3', 'UPG-5'];

describe('correct stores fail nothing', () => {
  test.each(
    someOf<[module: string, checked: string[]]>([
      ['fixtures/controls/migrating-documents', WITH_OLDER],
      ['fixtures/controls/migrating-instances', [...WITH_OLDER.slice(0, 3), 'UPG-4', 'UPG-5']],
      ['fixtures/controls/migrating-files', ['UPG-1', ...ALONE]],
      ['adapters/json-file', ALONE],
      ['adapters/jsonl-log', ALONE],
      // It has no version number.
      ['adapters/steno', []],
    ]),
  )('%s', async (module, checked) => {
    const run = await runInWorker(upgrade, built(module));
    expect(failuresOf(run)).toEqual([]);
    expect(checkedIn(run)).toEqual(checked);
    expect(run.events.filter(({ type }) => type === 'not-testable')).toEqual([]);
  });
});

describe('defects', () => {
  test.each(
    someOf<[name: string, fails: string[], observed: RegExp]>([
      ['migration-noted-too-early', ['UPG-1'], /^No such session/],
      ['migration-copies-again', ['UPG-1', 'UPG-5'], /^3 records/],
      ['newer-version-begun-anew', ['UPG-2'], /^\{"unknowing"/],
      ['older-version-drops-newer', ['UPG-2'], /"older"/],
      ['newer-version-stamped', ['UPG-2'], /^Opened and read, and nothing written: 2\./],
      ['unknown-version-deleted', ['UPG-2', 'UPG-3'], /^No such session|^\{/],
      ['migration-under-the-older-one', ['UPG-4'], /^The present version: .* The older one: /],
      ['migration-in-place', ['UPG-5'], /^Reading it/],
    ]),
  )('%s fails %j alone, and does so again', async (name, fails, observed) => {
    const run = await runInWorker(upgrade, `${defects[name]?.module}`, { replays: 2 });
    expect(failuresOf(run)).toEqual(fails);
    expect(run.replayed.map(({ reproduced, distinct }) => [reproduced, distinct])).toEqual(fails.map(() => [2, 1]));
    expect(run.replayed[0]?.replay.observed).toMatch(observed);
  });
});
