import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HeldFacts } from './held.ts';
import { lackingMount } from './lacking-mount.ts';
import type { MountedImage } from './mounted-image.ts';
import { MountedPlace } from './mounted-place.ts';
import { EMPTY, type Ended, lackingPython, run, shell } from './place.test-data.ts';
import type { LockWait } from './serving.ts';

/** Several real processes, of which somebody else says who takes the next step. */

const lacking = await lackingMount();
const lackingLocker = lacking ?? (await lackingPython());

interface Scheduled {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  over: boolean;
}

describe.skipIf(lacking !== undefined)(`scheduled processes${lacking === undefined ? '' : `, skipped: ${lacking}`}`, () => {
  let place: MountedPlace;
  /** The call at which each process stands. */
  const standing = new Map<number, HeldFacts>();
  let waits: LockWait[] = [];
  let changed = () => {};

  beforeAll(async () => {
    place = await MountedPlace.start({
      locks: true,
      onHeld: (call) => {
        standing.set(call.process ?? 0, call);
        changed();
      },
      onLockWait: (wait) => {
        waits.push(wait);
        changed();
      },
    });
  });
  afterAll(() => place.dispose());

  function start(image: MountedImage, file: string, ...args: string[]): Scheduled {
    const { child, ended } = run(place, image.directory, file, ...args);
    child.stdin?.end();
    const scheduled = { child, ended, over: false };
    ended.then(() => {
      scheduled.over = true;
      changed();
    });
    return scheduled;
  }

  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        changed = resolve;
      });
    }
  };

  /** Lets a process go on from call to call, until it stands at one of which that holds, or is over. */
  async function goOn(scheduled: Scheduled, isEnough: (call: HeldFacts) => boolean): Promise<void> {
    const pid = scheduled.child.pid ?? 0;
    for (;;) {
      await until(() => standing.has(pid) || scheduled.over);
      const call = standing.get(pid);
      if (call === undefined || isEnough(call)) return;
      standing.delete(pid);
      await place.release(call);
    }
  }

  test('an update is lost in the schedule in which it is lost, each time', async () => {
    const increment = 'fs.writeFileSync("n", String(Number(fs.readFileSync("n", "utf8")) + 1))';
    const started = (image: MountedImage) => start(image, process.execPath, '-e', increment);
    for (let round = 0; round < 3; round++) {
      const image = await place.present({ snapshot: EMPTY }, { uncached: true });
      await shell(place, image.directory, 'printf 0 > n');
      await image.follow({ ask: 'calls' });
      const [first, second] = [started(image), started(image)];
      await goOn(first, ({ primitive, forWriting }) => primitive === 'open' && forWriting === true);
      await goOn(second, () => false);
      await goOn(first, () => false);
      expect([(await first.ended).code, (await second.ended).code]).toEqual([0, 0]);
      await image.follow({});
      expect(await shell(place, image.directory, 'cat n')).toBe('1');
      await image.remove();
    }
  });

  test('whoever waits in front of a change of names keeps nobody from the directory', async () => {
    for (const [call, left] of [
      ['renameSync("d/a", "d/b")', ['b', 'n']],
      ['writeFileSync("d/c", "")', ['a', 'c', 'n']],
      ['unlinkSync("d/a")', ['n']],
      ['mkdirSync("d/e")', ['a', 'e', 'n']],
    ] as const) {
      const image = await place.present({ snapshot: EMPTY }, { uncached: true, asides: true });
      await shell(place, image.directory, 'mkdir d; : > d/a');
      await image.follow({ ask: 'changes' });
      const first = start(image, process.execPath, '-e', `fs.${call}`);
      await until(() => standing.has(first.child.pid ?? 0));
      const held = standing.get(first.child.pid ?? 0);
      await image.follow({});
      expect(await shell(place, image.directory, 'ls d; [ -e d/new ] || : > d/n')).toBe('a\n');
      standing.clear();
      if (held !== undefined) await place.release(held);
      expect({ call, ...(await first.ended) }).toMatchObject({ call, code: 0, stderr: '' });
      expect((await shell(place, image.directory, 'ls d')).trim().split('\n')).toEqual(left);
      await image.remove();
    }
  });

  test('a call that was let stand aside fails as it is told to', async () => {
    const image = await place.present({ snapshot: EMPTY }, { uncached: true, asides: true });
    await shell(place, image.directory, 'mkdir d');
    await image.follow({ ask: 'changes' });
    const failing = start(image, process.execPath, '-e', 'try { fs.mkdirSync("d/e") } catch (e) { console.log(e.code) }');
    const pid = failing.child.pid ?? 0;
    await until(() => standing.has(pid) || failing.over);
    const held = standing.get(pid);
    if (held !== undefined) await place.release(held, { does: 'nothing', code: 'ENOSPC' });
    expect((await failing.ended).stdout).toBe('ENOSPC\n');
    await image.remove();
  });

  test('a write that has begun is done whole when it goes on, at the same place', async () => {
    const image = await place.present({ snapshot: EMPTY }, { uncached: true });
    await shell(place, image.directory, 'printf one > f');
    await image.follow({ ask: 'changes' });
    const appending = start(image, process.execPath, '-e', 'fs.appendFileSync("f", "two")');
    const pid = appending.child.pid ?? 0;
    await until(() => standing.has(pid));
    const held = standing.get(pid);
    if (held === undefined) throw new Error('nobody waits');
    await place.release(held, { does: 'begin', bytes: 2 });
    await place.catchUp();
    await image.follow({});
    expect(await shell(place, image.directory, 'cat f')).toBe('onetw');
    await place.release(held);
    await appending.ended;
    expect(await shell(place, image.directory, 'cat f')).toBe('onetwo');
    await image.remove();
  });

  test.skipIf(lackingLocker !== undefined).each([
    ['flock', 'fcntl.flock(f, fcntl.LOCK_EX)'],
    ['fcntl', 'fcntl.lockf(f, fcntl.LOCK_EX)'],
  ])('who waits for a lock of %s is seen to wait, and gets it when the other dies', async (_name, take) => {
    const image = await place.present({ snapshot: EMPTY });
    const program = `import fcntl, sys, time; f = open("lock", "a"); ${take}; print("taken", flush=True); sys.stdin.read()`;
    const holder = run(place, image.directory, 'python3', '-I', '-c', program.replace('sys.stdin.read()', 'time.sleep(1000)'));
    await new Promise<void>((resolve) => holder.child.stdout?.once('data', () => resolve()));
    waits = [];
    const waiter = start(image, 'python3', '-I', '-c', program);
    await until(() => waits.length > 0);
    expect(waits).toMatchObject([{ image: image.number, thread: waiter.child.pid, process: waiter.child.pid }]);
    expect(waiter.over).toBe(false);
    holder.child.kill('SIGKILL');
    expect(await waiter.ended).toMatchObject({ code: 0, stdout: 'taken\n' });
    await image.remove();
  });
});
