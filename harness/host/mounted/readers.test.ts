import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { lackingMount } from '../../disk/mount/lacking-mount.ts';
import type { Operation } from '../../model/operation.ts';
import type { Advance } from '../../verdict/counterexample.ts';
import type { ReadingBeside } from '../reading.ts';
import type { MountedHost } from './mounted-host.ts';
import { StoresOnMounts } from './stores.test-data.ts';

const lacking = await lackingMount();
const stores = new StoresOnMounts();
afterEach(() => stores.end());
afterAll(() => stores.remove());

/** Its states are texts, in one file that is emptied and written anew. */
const IN_PLACE = `({
  patch: (id, { x }) => fs.writeFileSync(dir + '/s', x),
  read: () => ({ fields: { x: fs.existsSync(dir + '/s') ? fs.readFileSync(dir + '/s', 'utf8') : 'nothing' } }),
})`;
const BY_RENAMING = `({
  patch: (id, { x }) => { fs.writeFileSync(dir + '/t', x); fs.renameSync(dir + '/t', dir + '/s'); },
  read: () => ({ fields: { x: fs.readdirSync(dir).includes('s') ? fs.readFileSync(dir + '/s', 'utf8') : 'nothing' } }),
})`;
/** Readers try again as long as the lock is there. */
const BEHIND_LOCK = `({
  patch: (id, { x }) => {
    fs.closeSync(fs.openSync(dir + '/lock', 'wx'));
    fs.writeFileSync(dir + '/s', x);
    fs.unlinkSync(dir + '/lock');
  },
  async read() {
    while (fs.existsSync(dir + '/lock')) await wait(5);
    return { fields: { x: fs.existsSync(dir + '/s') ? fs.readFileSync(dir + '/s', 'utf8') : 'nothing' } };
  },
})`;
const APPENDING = `({
  patch: (id, { x }) => fs.appendFileSync(dir + '/s', x),
  read: () => ({ fields: { x: fs.existsSync(dir + '/s') ? fs.readFileSync(dir + '/s', 'utf8') : 'nothing' } }),
})`;

const patch = (x: string): Operation => ({ op: 'patch', session: 'a', fields: { x } });

async function reading(
  host: MountedHost,
  at: { changes: number; tornBytes?: number },
  advances: Advance[] = [],
): Promise<ReadingBeside> {
  const steps = [{ do: 'operations', operations: [patch('one'), patch('two')] }] as const;
  const life = await host.live(await host.emptyImage(), { steps }, { incarnation: 0 });
  return host.readBeside(life, { at, advances, sessions: ['a'] });
}

const seen = ({ sights }: ReadingBeside) =>
  sights.map((sight) => 'result' in sight && 'state' in sight.result && sight.result.state?.fields?.x);

describe.skipIf(lacking !== undefined)(
  `readers on a mounted host${lacking === undefined ? '' : ` (skipped: ${lacking})`}`,
  () => {
    test('a reader sees the file that the writer has emptied, each time', async () => {
      const host = await stores.hostOf(IN_PLACE);
      for (let round = 0; round < 2; round++) {
        const found = await reading(host, { changes: 3 });
        expect(seen(found)).toEqual(['', '']);
        expect(found).toMatchObject({ disturbed: false, openedAt: 3, marks: [0, 2, 4], endedAt: { changes: 3 } });
      }
    });

    test('a writer that stands in front of a change of names keeps nobody from the directory', async () => {
      const host = await stores.hostOf(BY_RENAMING);
      expect(seen(await reading(host, { changes: 2 }))).toEqual(['nothing', 'nothing']);
      expect(seen(await reading(host, { changes: 5 }))).toEqual(['one', 'one']);
    });

    test('in front of a call of the reader the writer goes on as far as is planned', async () => {
      const host = await stores.hostOf(IN_PLACE);
      const found = await reading(host, { changes: 2 }, [{ primitive: 3, to: { changes: 4 } }]);
      expect(seen(found)).toEqual(['one', 'two']);
      expect(found.sights.map(({ since, until }) => [since, until])).toEqual([
        [3, 3],
        [3, 4],
      ]);
      expect(found.disturbed).toBe(false);
    });

    test('of a write that has begun the whole comes once', async () => {
      const host = await stores.hostOf(APPENDING);
      const found = await reading(host, { changes: 2, tornBytes: 2 }, [{ primitive: 3, to: { changes: 3 } }]);
      expect(seen(found)).toEqual(['onetw', 'onetwo']);
    });

    test('a reader that waits for the writer to unlock is let wait no longer than that takes', async () => {
      const host = await stores.hostOf(BEHIND_LOCK);
      const found = await reading(host, { changes: 5 });
      expect(seen(found)).toEqual(['two', 'two']);
      expect(found).toMatchObject({ disturbed: false, endedAt: { changes: 8 } });
    });
  },
);
