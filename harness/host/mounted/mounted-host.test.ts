import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { SAMPLED, someOf } from '../../../suites/some-of.test-data.ts';
import { lackingMount } from '../../disk/mount/lacking-mount.ts';
import type { Operation } from '../../model/operation.ts';
import type { LifePlan } from '../life.ts';
import type { MountedHostOptions } from './mounted-host.ts';
import { StoresOnMounts } from './stores.test-data.ts';

const lacking = await lackingMount();
const stores = new StoresOnMounts();
afterEach(() => stores.end());
afterAll(() => stores.remove());

const hostOf = (body: string, options: Partial<MountedHostOptions> = {}) =>
  stores.hostOfAdapter(`claims: { survives: 'process-kill' }, ${body}`, options);

const create: Operation = { op: 'create', session: 'a', fields: {} };
const remove: Operation = { op: 'delete', session: 'a' };
const living = (...operations: Operation[]): LifePlan => ({ steps: [{ do: 'operations', operations }, { do: 'close' }] });

/** A store whose work another program does. */
const SHELL = `open: ({ dir }) => ({
  read: () => null, patch: () => {},
  create: () => void execFileSync('sh', ['-c', 'echo one > x; echo two >> x; mv x y'], { cwd: dir }),
  delete: () => fs.unlinkSync(dir + '/y'),
  close: () => {},
})`;

describe.skipIf(lacking !== undefined)(`a mounted host${lacking === undefined ? '' : ` (skipped: ${lacking})`}`, () => {
  test('what another program does is seen, between the call and its end', async () => {
    const host = await hostOf(SHELL);
    const { report, trace, changes, end } = await host.live(await host.emptyImage(), living(create, remove), { incarnation: 0 });
    expect(report).toMatchObject({ opened: { ok: true }, closed: { ok: true } });
    expect(changes.map(({ event, historyBefore }) => [event.primitive, historyBefore])).toEqual([
      ['open', 1],
      ['write', 1],
      ['write', 1],
      ['rename', 1],
      ['unlink', 3],
    ]);
    expect(trace.filter(({ type }) => type !== 'fs')).toEqual(report.history);
    expect(await host.entries(end)).toEqual([]);
  });

  test('a real kill leaves what is computed, at every change', async () => {
    const host = await hostOf(SHELL);
    const start = await host.emptyImage();
    const { changes, imageAt } = await host.live(start, living(create, remove), { incarnation: 0 });
    host.strict = true;
    const really = await host.live(start, living(create, remove), { incarnation: 0 });
    const points = changes.map(({ index }) => ({ changes: index }));
    for (const point of [...someOf(points), { changes: 1, tornBytes: 2 }]) {
      const [computed, killed] = [await imageAt(point), await really.imageAt(point)];
      expect({ point, hash: await host.hash(killed.image), history: killed.history }).toEqual({
        point,
        hash: await host.hash(computed.image),
        history: computed.history,
      });
    }
  });

  test.each(
    someOf([
      ['that keeps a timer', 'setInterval(() => {}, 1000);', 3],
      ['that was closed', '', 1],
    ] as const),
  )('a store %s, over three lives', async (_, also, processes) => {
    const host = await hostOf(`open: ({ dir }) => ({
      read: () => null, patch: () => {},
      create: () => { fs.writeFileSync(dir + '/a', String(process.pid)); ${also} },
      close: () => {},
    })`);
    const pids = new Set<string>();
    for (let life = 0; life < 3; life++) {
      const { end } = await host.live(await host.emptyImage(), living(create), { incarnation: life });
      pids.add(Buffer.from(end.readFile('/data/a') ?? '').toString());
      // Nobody waits for a process to rest, unless the next disk names it.
      await host.live(end, living(), { incarnation: life + 1 });
    }
    expect(pids.size).toBeGreaterThanOrEqual(processes);
  });

  test('a store that remembers in its process what it did is believed only in a new one', async () => {
    const host = await hostOf(`open: () => {
      if (globalThis.was) throw new Error('opened before');
      globalThis.was = true;
      return { read: () => null, patch: () => {}, close: () => {} };
    }`);
    for (let life = 0; life < 2; life++) {
      const { report } = await host.live(await host.emptyImage(), living(), { incarnation: life });
      expect(report.opened.ok).toBe(true);
    }
  });

  test.skipIf(SAMPLED)('a disk that has every number in it finds a process all the same', async () => {
    const host = await hostOf(`open: ({ dir }) => ({
      read: () => null, patch: () => {},
      create: () => fs.writeFileSync(dir + '/a', Array.from({ length: 100_000 }, (_, number) => number).join(' ')),
      close: () => {},
    })`);
    const { end } = await host.live(await host.emptyImage(), living(create), { incarnation: 0 });
    expect((await host.live(end, living(), { incarnation: 1 })).report.opened.ok).toBe(true);
  });

  test('a call is refused where the plan has it refused', async () => {
    const host = await hostOf(
      `open: ({ dir }) => ({ read: () => null, patch: () => {}, create: () => fs.writeFileSync(dir + '/a', 'x'), close: () => {} })`,
    );
    const fault = { call: 0, code: 'ENOSPC', manner: 'no-effect', primitive: 'write' } as const;
    const { report } = await host.live(await host.emptyImage(), living(create), { incarnation: 0, fault });
    expect(report.faultStruck).toBe(1);
    expect(report.history.at(-1)).toMatchObject({ type: 'reject', error: expect.stringMatching('ENOSPC') });
  });

  test('a store that writes its path into its files is refused', async () => {
    const host = await hostOf(
      `open: ({ dir }) => ({ read: () => null, patch: () => {}, create: () => fs.writeFileSync(dir + '/a', dir), close: () => {} })`,
    );
    const life = host.live(await host.emptyImage(), living(create), { incarnation: 0 });
    await expect(life).rejects.toMatchObject({ code: 'CW_MOUNT_UNSUITED' });
  });

  test('an abort ends the life in progress, and nothing stays', async () => {
    const controller = new AbortController();
    // Others mount at the same time, and here nobody else does.
    const own = mkdtempSync(path.join(os.tmpdir(), 'mounts-'));
    vi.stubEnv('TMPDIR', own);
    const host = await hostOf(`open: () => new Promise(() => setInterval(() => {}, 1000))`, { signal: controller.signal });
    const life = host.live(await host.emptyImage(), living(), { incarnation: 0 });
    await host.store();
    controller.abort();
    await expect(life).rejects.toMatchObject({ code: 'CW_INTERRUPTED' });
    await host.dispose();
    expect(readdirSync(own)).toEqual([]);
    vi.unstubAllEnvs();
    rmSync(own, { recursive: true });
  });
});
