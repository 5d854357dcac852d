import { existsSync, readFileSync } from 'node:fs';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { lackingMount } from '../../disk/mount/lacking-mount.ts';
import type { Operation } from '../../model/operation.ts';
import type { LifePlan } from '../life.ts';
import type { MountedHostOptions } from './mounted-host.ts';
import { StoresOnMounts } from './stores.test-data.ts';

// Programs over stdio on a mounted host: what is asked of them, what is seen of them, and how they die.

const lacking = await lackingMount();
const stores = new StoresOnMounts();
afterEach(() => stores.end());
afterAll(() => stores.remove());

const hostOf = (open: string, options: Partial<MountedHostOptions> = {}) => stores.hostOfProgram(open, options);

const create: Operation = { op: 'create', session: 'a', fields: {} };
const remove: Operation = { op: 'delete', session: 'a' };
const living = (...operations: Operation[]): LifePlan => ({ steps: [{ do: 'operations', operations }, { do: 'close' }] });
const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? '').toString();

/** Its own writes, and those of another process that it starts. */
const WRITING = `({ dir }) => ({ ...rest,
  create: () => {
    fs.writeFileSync(dir + '/x', 'one');
    execFileSync('sh', ['-c', 'echo two >> x; mv x y'], { cwd: dir });
  },
  delete: () => fs.unlinkSync(dir + '/y'),
})`;

describe.skipIf(lacking !== undefined)(`programs in a mount${lacking === undefined ? '' : ` (skipped: ${lacking})`}`, () => {
  test('a real kill leaves what is computed, at every change; an answer is no earlier than what was done for it', async () => {
    const host = await hostOf(WRITING);
    expect(await host.store()).toMatchObject({ name: 'test', package: { name: 'test' } });
    const start = await host.emptyImage();
    const { changes, imageAt } = await host.live(start, living(create, remove), { incarnation: 0 });
    expect(changes.map(({ event, historyBefore }) => [event.primitive, historyBefore])).toEqual([
      ['open', 1],
      ['write', 1],
      ['write', 1],
      ['rename', 1],
      ['unlink', 3],
    ]);
    host.strict = true;
    const really = await host.live(start, living(create, remove), { incarnation: 0 });
    const points = changes.map(({ index }) => ({ changes: index }));
    for (const point of [...points, { changes: 1, tornBytes: 2 }]) {
      const [computed, killed] = [await imageAt(point), await really.imageAt(point)];
      expect({ point, hash: await host.hash(killed.image), history: killed.history }).toEqual({
        point,
        hash: await host.hash(computed.image),
        history: computed.history,
      });
    }
  });

  test('what it has open in its directory is counted from outside, and the old instances of a life that opens anew count too', async () => {
    const host = await hostOf(`({ dir }) => ({ ...rest, create: () => fs.openSync(dir + '/x', 'a') })`);
    const counted: LifePlan['steps'] = [{ do: 'operations', operations: [create, { op: 'rest' }] }, { do: 'count-held' }];
    const steps: LifePlan['steps'] = [...counted, { do: 'reopen' }, ...counted];
    const { report } = await host.live(await host.emptyImage(), { steps }, { incarnation: 0 });
    expect(report.held).toEqual([{ descriptors: ['/data/x'] }, { descriptors: ['/data/x', '/data/x'] }]);
  });

  test('one that keeps nothing lives another life, and no other does', async () => {
    const host = await hostOf(`({ dir }) => { delete rest.close; return ({ ...rest,
      create: (what) => {
        fs.writeFileSync(dir + '/pid', String(process.pid));
        if (what === 'leaves a process') spawn('sleep', ['1000'], { stdio: 'ignore' }).unref();
        if (what === 'leaves a file open') globalThis.left = fs.openSync(dir + '/pid', 'r');
        if (what === 'ends') setTimeout(() => process.exit(0));
      },
    })}`);
    const pidOf = async (session: string): Promise<string> => {
      const { end } = await host.live(await host.emptyImage(), living({ ...create, session }), { incarnation: 0 });
      // The next disk names it, so that somebody waits until it rests.
      await host.live(end, living(), { incarnation: 1 });
      return text(end.readFile('/data/pid'));
    };
    for (const what of ['leaves a process', 'leaves a file open', 'ends']) {
      const pid = await pidOf(what);
      await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false);
    }
    const pids = new Set<string>();
    for (let life = 0; life < 5; life++) {
      const { end } = await host.live(await host.emptyImage(), living(create), { incarnation: 0 });
      pids.add(text(end.readFile('/data/pid')));
    }
    expect(pids.size).toBeLessThan(5);
  });

  test('its temporary directory is the one of its life, whichever that is', async () => {
    const host = await hostOf(`({ dir }) => ({ ...rest,
      create: () => { fs.writeFileSync(os.tmpdir() + '/x', 'x'); fs.renameSync(os.tmpdir() + '/x', dir + '/a'); },
    })`);
    for (let life = 0; life < 3; life++) {
      const { report, changes } = await host.live(await host.emptyImage(), living(create), { incarnation: life });
      expect(report.history.at(-1)).toMatchObject({ type: 'acknowledge' });
      expect(changes.map(({ event }) => event.path)).toEqual(['/tmp/x', '/tmp/x', '/tmp/x']);
    }
  });

  test('a call of it is refused, done and failed, cut short', async () => {
    const host = await hostOf(`({ dir }) => ({ ...rest, create: () => fs.writeFileSync(dir + '/a', 'text') })`);
    const faults = [
      [{ code: 'ENOSPC', manner: 'no-effect' }, ''],
      [{ code: 'EIO', manner: 'after-effect' }, 'text'],
      [{ code: 'ENOSPC', manner: 'short', bytes: 2, thenFails: true }, 'te'],
    ] as const;
    for (const [manner, left] of faults) {
      const fault = { call: 0, primitive: 'write', ...manner } as const;
      const { report, end } = await host.live(await host.emptyImage(), living(create), { incarnation: 0, fault });
      expect(report.faultStruck).toBeGreaterThanOrEqual(1);
      expect(report.history.at(-1)).toMatchObject({ type: 'reject', error: expect.stringMatching(manner.code) });
      expect(text(end.readFile('/data/a'))).toBe(left);
    }
  });

  test('what was left running is killed where it stands', async () => {
    const host = await hostOf(`({ dir }) => ({ ...rest,
      create: async () => {
        spawn('setsid', ['sh', '-c', '(echo $$ > pid; echo more >> pid) &'], { cwd: dir, detached: true, stdio: 'ignore' }).unref();
        while (!fs.existsSync(dir + '/pid')) await new Promise((resolve) => setTimeout(resolve, 5));
      },
    })`);
    host.strict = true;
    const life = await host.live(await host.emptyImage(), living(create), { incarnation: 0 });
    const { image } = await life.imageAt({ changes: 1 });
    expect(text(image.readFile('/data/pid'))).toBe('');
  });

  test('one that ends by itself has exited', async () => {
    const host = await hostOf(`() => ({ ...rest, create: () => process.exit(3) })`);
    const { report } = await host.live(await host.emptyImage(), living(create), { incarnation: 0 });
    expect(report.stray).toMatchObject({ kind: 'exited', message: expect.stringMatching('exit code 3') });
  });

  test('what it breaks when its life is over is told, if need be in the next', async () => {
    // Before it hears of anything else, and so before it can be killed.
    const host = await hostOf(`() => ({ ...rest, close: () => void setImmediate(() => fs.writeSync(1, 'bye\\n')) })`);
    const lives = async () => {
      for (let life = 0; life < 4; life++) await host.live(await host.emptyImage(), living(), { incarnation: life });
    };
    await expect(lives()).rejects.toMatchObject({ code: 'CW_STDIO_NOISE' });
  });

  test('an abort ends the life in progress, and nothing stays', async () => {
    const controller = new AbortController();
    const host = await hostOf(
      `({ dir }) => { fs.writeFileSync('${stores.directory}/alive', String(process.pid)); return new Promise(() => setInterval(() => {}, 1000)); }`,
      { signal: controller.signal },
    );
    const life = host.live(await host.emptyImage(), living(), { incarnation: 0 });
    life.catch(() => {});
    while (!existsSync(`${stores.directory}/alive`)) await new Promise((resolve) => setTimeout(resolve, 5));
    controller.abort();
    await expect(life).rejects.toMatchObject({ code: 'CW_INTERRUPTED' });
    await host.dispose();
    expect(() => process.kill(Number(readFileSync(`${stores.directory}/alive`, 'utf8')), 0)).toThrow('ESRCH');
  });
});
