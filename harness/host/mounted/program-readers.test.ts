import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { lackingMount } from '../../disk/mount/lacking-mount.ts';
import type { Operation } from '../../model/operation.ts';
import type { Advance, CrashPoint } from '../../verdict/counterexample.ts';
import type { ReadingBeside } from '../reading.ts';
import { MountedHost } from './mounted-host.ts';

// Programs over stdio as readers beside a writer: who answers goes on when its next request comes, and nobody who is held is late.

const lacking = await lackingMount();
const program = new URL('../../../dist/harness/judge/store-in-mount.js', import.meta.url);
const HOST_FILE = fileURLToPath(new URL('../../../hosts/javascript/crashworthy-host.mjs', import.meta.url));
const modules = mkdtempSync(path.join(os.tmpdir(), 'program-readers-'));
afterAll(() => rmSync(modules, { recursive: true }));

const module = path.join(modules, 'store.mjs');
/** Its states are texts, in one file that is emptied and written anew. Where there is a lock readers look until it is gone. */
writeFileSync(
  module,
  `import fs from 'node:fs'; import os from 'node:os';
   const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
   export default { name: 'test', claims: { survives: 'process-kill' }, open: ({ dir }) => ({
     patch: (id, { x }) => {
       if (id === 'locked') fs.writeFileSync(dir + '/lock', '');
       fs.writeFileSync(dir + '/s', x);
       if (id === 'locked') fs.unlinkSync(dir + '/lock');
     },
     read: async (id) => {
       while (id === 'locked' && fs.existsSync(dir + '/lock')) await wait(5);
       return { fields: { x: fs.existsSync(dir + '/s') ? fs.readFileSync(dir + '/s', 'utf8') : 'nothing' } };
     },
     views: { temporary: () => ({ fields: { x: fs.realpathSync(os.tmpdir()) === fs.realpathSync(dir + '/../tmp') ? 'ours' : 'not ours' } }) },
     close: () => {},
   }) };`,
);

async function readings(argv: string[], session: string, plans: { at: CrashPoint; advances?: Advance[] }[]) {
  const host = await MountedHost.create({ program, argument: '{}', command: { argv } });
  try {
    const operations = ['one', 'two'].map((x): Operation => ({ op: 'patch', session, fields: { x } }));
    const steps = [{ do: 'operations', operations }] as const;
    const life = await host.live(await host.emptyImage(), { steps }, { incarnation: 0 });
    const found: ReadingBeside[] = [];
    for (const { at, advances = [] } of plans) found.push(await host.readBeside(life, { at, advances, sessions: [session] }));
    return found;
  } finally {
    await host.dispose();
  }
}

const seen = ({ sights }: ReadingBeside, shown = 'read') =>
  sights
    .filter(({ view }) => view === shown)
    .map((sight) => 'result' in sight && 'state' in sight.result && sight.result.state?.fields?.x);
const times = ({ sights }: ReadingBeside) =>
  sights.filter(({ view }) => view === 'read').map(({ since, until }) => [since, until]);

describe.skipIf(lacking !== undefined)(
  `programs as readers on a mounted host${lacking === undefined ? '' : ` (skipped: ${lacking})`}`,
  () => {
    const command = [process.execPath, HOST_FILE, module];

    // What a shell has started is what is waited for.
    test.each([
      ['a program', command],
      ['a program below a shell', ['sh', '-c', '"$@"; exit', 'sh', ...command]],
    ])('%s sees what the writer has emptied, and what it writes as soon as it goes on', async (_, argv) => {
      const standing = { at: { changes: 3 } };
      // The writer has answered its first request by then, and was asked the second one.
      const goingOn = { at: { changes: 2 }, advances: [{ primitive: 3, to: { changes: 4 } }] };
      const found = await readings(argv, 'a', [standing, goingOn, standing]);
      for (const one of found) expect(one).toMatchObject({ opened: { ok: true }, disturbed: false });
      const [first, second, third] = found;
      for (const one of [first, third]) {
        expect(one && seen(one)).toEqual(['', '']);
        expect(one).toMatchObject({ openedAt: 3, endedAt: { changes: 3 } });
        expect(one && seen(one, 'temporary')).toEqual(['ours', 'ours']);
      }
      expect(second && seen(second)).toEqual(['one', 'two']);
      expect(second && times(second)).toEqual([
        [3, 3],
        [3, 4],
      ]);
    });

    test('a reader that waits for the writer to unlock is let wait no longer than that takes', async () => {
      const [found] = await readings(command, 'locked', [{ at: { changes: 6 } }]);
      expect(found && seen(found)).toEqual(['two', 'two']);
      expect(found).toMatchObject({ disturbed: false, endedAt: { changes: 8 } });
    });
  },
);
