import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { SAMPLED, someOf } from '../../../../suites/some-of.test-data.ts';
import type { Disk } from '../../../disk/disk.ts';
import { lackingMount } from '../../../disk/mount/lacking-mount.ts';
import type { Program } from '../../../model/program.ts';
import { actorNames, TurnScheduler } from '../../../schedule/turns.ts';
import type { Turn } from '../../../verdict/counterexample.ts';
import type { TogetherRun } from '../../together.ts';
import type { MountedHost } from '../mounted-host.ts';
import { StoresOnMounts } from '../stores.test-data.ts';

const lacking = await lackingMount();
const stores = new StoresOnMounts();
afterEach(() => stores.end());
afterAll(() => stores.remove());

const SAVING = `
  const load = () => (fs.existsSync(dir + '/s') ? JSON.parse(fs.readFileSync(dir + '/s', 'utf8')) : {});
  const patch = (fields) => {
    fs.writeFileSync(dir + '/' + process.pid, JSON.stringify({ ...load(), ...fields }));
    fs.renameSync(dir + '/' + process.pid, dir + '/s');
  };
  const read = () => ({ fields: load() });`;
/** Whoever saves last has not seen what the other saved. */
const LOSING = `{ ${SAVING} return { read, patch: (id, fields) => patch(fields) }; }`;
/** Whoever comes second waits, and tries again. */
const LOCKING = `{ ${SAVING} return { read, async patch(id, fields) {
  for (;;) {
    try { fs.closeSync(fs.openSync(dir + '/lock', 'wx')); break; } catch { await wait(3); }
  }
  patch(fields);
  fs.unlinkSync(dir + '/lock');
} }; }`;
/** Another program does it all, behind a lock of flock(2). */
const FLOCKING = `{ return {
  read: () => ({ fields: { n: Number(fs.existsSync(dir + '/n') ? fs.readFileSync(dir + '/n', 'utf8') : 0) } }),
  patch: () => {
    execFileSync('flock', [dir + '/lock', 'sh', '-c', '[ -e n ] && read -r v < n; echo $((v + 1)) > n'], { cwd: dir });
  },
}; }`;
/** All append to one file, which the kernel lets one process at a time write to and sync. */
const appending = (finish: string): string => `{ return {
  read: () => ({ fields: { lines: fs.readFileSync(dir + '/log', 'utf8') } }),
  async patch(id, fields) {
    const file = await fs.promises.open(dir + '/log', 'a');
    await file.write(Object.keys(fields) + ' ');
    ${finish}
  },
}; }`;
const SYNCED = 'await file.datasync(); await file.close();';
/** The caller waits for it in the beginning alone, so that it is under way when the race is over. */
const SYNCED_BEHIND = `const synced = file.datasync().then(() => file.close()); if ('x' in fields) await synced;`;
const WAITING = `{ return {
  read: () => null,
  async patch(id, { x }) { if (x === 'setup') return; while (!fs.existsSync(dir + '/never')) await wait(20); },
}; }`;

const program: Program = {
  setup: [{ op: 'patch', session: 'a', fields: { x: 'setup' } }],
  instances: [
    { process: 0, path: 'plain' },
    { process: 1, path: 'symlink' },
  ],
  clients: ['y', 'z'].map((name, instance) => ({
    instance,
    operations: [{ op: 'patch', session: 'a', fields: { [name]: 1 } }],
  })),
};

function run(host: MountedHost, turns: readonly Turn[], of: Program = program): Promise<TogetherRun<Disk>> {
  const names = actorNames({ clients: 2, deaths: of.deaths?.length ?? 0, processes: 2 });
  return host.runTogether(of, { scheduler: new TurnScheduler(turns, names), sessions: ['a'] });
}

const shown = ({ lastLooks }: TogetherRun<Disk>) =>
  lastLooks.map(({ read: { a } }) => (a !== undefined && 'state' in a ? a.state?.fields : a));
/** Nobody waits for the last close of a file: the kernel tells of it when it likes. */
const calls = ({ trace }: TogetherRun<Disk>) =>
  trace
    .map((entry) => (entry.type === 'fs' ? `${entry.client} ${entry.primitive}` : `${entry.client} ${entry.type}`))
    .filter((call) => !call.endsWith(' close'));
const whole = { x: 'setup', y: 1, z: 1 };

describe.skipIf(lacking !== undefined)(
  `clients on a mounted host${lacking === undefined ? '' : ` (skipped: ${lacking})`}`,
  () => {
    const inBetween: Turn[] = [{ client: 'client-1', steps: 4 }, { client: 'client-2' }, { client: 'client-1' }];

    test('an update is lost in the schedule in which it is lost, each time, and in no other', async () => {
      const host = await stores.hostOf(LOSING);
      const runs = [await run(host, inBetween), await run(host, inBetween)];
      for (const one of runs) {
        expect(shown(one)).toEqual([
          { x: 'setup', y: 1 },
          { x: 'setup', y: 1 },
        ]);
        expect(one.steps.map(({ actor, able }) => ({ actor, able }))).toEqual(
          runs[0]?.steps.map(({ actor, able }) => ({ actor, able })),
        );
        expect(calls(one)).toEqual(calls(runs[0] ?? one));
      }
      expect(shown(await run(host, [{ client: 'client-1' }, { client: 'client-2' }]))).toEqual([whole, whole]);
    });

    test('who waits for a lock file takes no step before the other has come to an end', async () => {
      const host = await stores.hostOf(LOCKING);
      const { end, steps, ...rest } = await run(host, inBetween);
      expect({ end, shown: shown(rest as TogetherRun<Disk>) }).toEqual({ end: 'done', shown: [whole, whole] });
      const after = steps.slice(4).map(({ actor }) => actor);
      // It calls, and tries to take the lock.
      expect(after.lastIndexOf(1, after.indexOf(0))).toBeLessThanOrEqual(1);
    });

    test.skipIf(SAMPLED)('who waits for a lock of flock in another program gets it when it is free', async () => {
      const host = await stores.hostOf(FLOCKING);
      for (const steps of someOf([5, 3, 7])) {
        const found = await run(host, [{ client: 'client-1', steps }, { client: 'client-2' }, { client: 'client-1' }]);
        expect([found.end, ...shown(found)]).toEqual(['done', { n: 3 }, { n: 3 }]);
      }
    });

    test.skipIf(SAMPLED)(
      'a process dies in front of its call, which then does not happen, and the other one goes on',
      async () => {
        const host = await stores.hostOf(LOSING);
        const mortal: Program = { ...program, deaths: [0] };
        const found = await run(host, [{ client: 'client-1', steps: 6 }, { client: 'death-1' }, { client: 'client-2' }], mortal);
        expect(found.end).toBe('done');
        expect(shown(found)).toEqual([{ x: 'setup', z: 1 }]);
        expect(found.history.filter(({ client }) => client === 0).map(({ type }) => type)).toEqual(['invoke']);
        expect(found.imageAt({ changes: found.changesBefore(0) }).history.map(({ client }) => client)).toEqual([-1, -1, 0]);
      },
    );

    test.each([
      ['in a write', 2, SYNCED],
      ['in a sync', 3, SYNCED],
      ['in a sync that outlasts the race', 3, SYNCED_BEHIND],
    ])(
      'a process dies that waits in the kernel for one that stands %s: nothing of its call happens later',
      async (_, steps, finish) => {
        const host = await stores.hostOf(appending(finish));
        const mortal: Program = { ...program, deaths: [1] };
        const turns: Turn[] = [
          { client: 'client-1', steps },
          { client: 'client-2', steps: 2 },
          { client: 'death-1' },
          { client: 'client-1' },
        ];
        const found = await run(host, turns, mortal);
        expect({ end: found.end, shown: shown(found) }).toEqual({ end: 'done', shown: [{ lines: 'x y ' }] });
      },
    );

    test('of clients that all wait for what does not come it is said that they are stuck', async () => {
      const host = await stores.hostOf(WAITING, { deadlines: { callMs: 400 } });
      expect((await run(host, [])).end).toBe('stuck');
    });

    test('several clients of one process go on as real time has it', async () => {
      const host = await stores.hostOf(LOSING);
      const together: Program = { ...program, clients: program.clients.map((client) => ({ ...client, instance: 0 })) };
      const found = await run(host, inBetween, together);
      expect({ end: found.end, steps: found.steps, first: shown(found)[0] }).toEqual({ end: 'done', steps: [], first: whole });
    });
  },
);
