import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Disk } from '../disk.ts';
import type { FsEvent } from '../trace.ts';
import type { HeldFacts } from './held.ts';
import { lackingMount } from './lacking-mount.ts';
import { MountedPlace } from './mounted-place.ts';
import { EMPTY, run, shell } from './place.test-data.ts';

const lacking = await lackingMount();

describe.skipIf(lacking !== undefined)(`a mounted place${lacking === undefined ? '' : `, skipped: ${lacking}`}`, () => {
  let place: MountedPlace;
  const held: HeldFacts[] = [];
  let onHeld = () => {};

  beforeAll(async () => {
    place = await MountedPlace.start({
      onHeld: (call) => {
        held.push(call);
        onHeld();
      },
    });
  });
  afterAll(() => place.dispose());

  const untilHeld = async (): Promise<HeldFacts> => {
    while (held.length === 0) {
      await new Promise<void>((resolve) => {
        onHeld = resolve;
      });
    }
    return held.shift() as HeldFacts;
  };
  const present = (options = {}) => place.present({ snapshot: EMPTY }, options);

  test('programs see a directory an image, and nobody else sees them', async () => {
    const [first, second] = [await present(), await present()];
    await shell(place, first.directory, 'echo one > a');
    await shell(place, second.directory, 'echo two > a');
    expect(await shell(place, place.directory, `cat ${first.directory}/a ${second.directory}/a`)).toBe('one\ntwo\n');
    expect(Disk.fromSnapshot(await first.snapshot()).readFile('/a')).toEqual(new Uint8Array(Buffer.from('one\n')));
    await first.remove();
    await second.remove();
    await expect(first.counts()).rejects.toThrow(`no image ${first.number} is presented`);
    expect(await shell(place, place.directory, 'ls')).not.toMatch(new RegExp(`^i${first.number}$`, 'm'));
  });

  test('the trace says what reached the disk, and makes the same disk when it is replayed', async () => {
    const image = await present();
    await shell(place, image.directory, 'mkdir d; printf hello > d/a; mv d/a b; : > b; ln b c; rm b; sync c');
    const events = await image.events();
    const told = events.filter(({ effects, primitive }) => effects.length > 0 || primitive === 'fsync');
    expect(told.map(({ primitive, path, to, length }: FsEvent) => [primitive, path, to ?? length])).toEqual([
      ['mkdir', '/d', undefined],
      ['open', '/d/a', undefined],
      ['write', '/d/a', 5],
      ['rename', '/d/a', '/b'],
      ['open', '/b', undefined],
      ['link', '/b', '/c'],
      ['unlink', '/b', undefined],
      ['fsync', '/c', undefined],
    ]);
    const replayed = Disk.fromSnapshot(EMPTY);
    for (const { effects } of events) for (const effect of effects) replayed.apply(effect);
    expect(replayed.hash()).toBe(await image.hash());
    expect(await image.counts()).toEqual({ events: events.length, changes: 7 });
    const times = events.map(({ atNs = 0 }) => atNs);
    expect(times).toEqual([...times].sort((left, right) => left - right));
    await image.remove();
  });

  test('a new image may be like another one, with changes on top', async () => {
    const image = await present();
    await shell(place, image.directory, 'echo one > a');
    const events = await image.events();
    await shell(place, image.directory, 'echo two > a');
    const effects = events.flatMap((event) => event.effects);
    const then = await place.present({ like: image.number, as: 'presented', effects });
    const now = await place.present({ like: image.number, as: 'now' });
    await shell(place, now.directory, 'echo three >> a');
    expect(await shell(place, place.directory, `cat i${then.number}/a i${image.number}/a i${now.number}/a`)).toBe(
      'one\ntwo\ntwo\nthree\n',
    );
  });

  test.each([
    ['nothing', { does: 'nothing', code: 'EIO' } as const, /I\/O error/, 1],
    ['a part', { does: 'part', bytes: 2 } as const, /^$/, 0],
  ])('a call that is asked about waits, and may do %s', async (_name, how, said, code) => {
    const image = await present({ plan: { ask: 'changes' } });
    const { ended } = run(place, image.directory, 'sh', '-c', 'mkdir d && echo hello > d/a');
    for (const primitive of ['mkdir', 'open']) {
      const call = await untilHeld();
      expect(call).toMatchObject({ primitive, changes: true, image: image.number });
      await place.release(call);
    }
    const write = await untilHeld();
    expect(write).toMatchObject({ primitive: 'write', path: '/d/a', length: 6, changesBefore: 2 });
    await setTimeout(50);
    expect(Disk.fromSnapshot(await image.snapshot()).readFile('/d/a')).toHaveLength(0);
    await place.release(write, how);
    // A shell writes the rest of what was cut.
    if (how.does === 'part') await place.release(await untilHeld());
    expect(await ended).toMatchObject({ code, stderr: expect.stringMatching(said) });
    if (how.does === 'part') expect(await shell(place, image.directory, 'cat d/a')).toBe('hello\n');
    await image.remove();
  });

  test('a signal that a process survives lets nothing go on', async () => {
    const image = await present({ plan: { crash: { changes: 1 } } });
    const { child, ended } = run(place, image.directory, 'sh', '-c', 'trap : USR1; : > a; echo hello > a; echo done');
    const call = await untilHeld();
    child.kill('SIGUSR1');
    await setTimeout(100);
    expect(child.exitCode).toBeNull();
    // By now the kernel says no more that it is interrupted.
    child.kill('SIGKILL');
    expect(await ended).toMatchObject({ signal: 'SIGKILL', stdout: '' });
    expect(call).toMatchObject({ primitive: 'write', changesBefore: 1 });
    expect(await image.counts()).toMatchObject({ changes: 1 });
    await image.remove();
  });

  test('what waits in an image that is removed is interrupted', async () => {
    const image = await present({ plan: { crash: { changes: 0 } } });
    const { ended } = run(place, place.directory, 'sh', '-c', `: > ${image.directory}/a`);
    await untilHeld();
    await image.remove();
    expect((await ended).stderr).toMatch(/Interrupted|Stale|nonexistent/);
  });

  test('a process dies in the midst of a write', async () => {
    const image = await present({ plan: { crash: { changes: 1, tornBytes: 4096 } } });
    const program = 'import os; os.write(os.open("a", os.O_CREAT | os.O_WRONLY), b"x" * 10000); print("done")';
    const { child, ended } = run(place, image.directory, 'python3', '-c', program);
    expect(await untilHeld()).toMatchObject({ primitive: 'write', length: 10_000, changesBefore: 1 });
    expect(child.exitCode).toBeNull();
    child.kill('SIGKILL');
    expect(await ended).toMatchObject({ signal: 'SIGKILL', stdout: '' });
    expect(Disk.fromSnapshot(await image.snapshot()).readFile('/a')).toEqual(new Uint8Array(4096).fill(120));
    await image.remove();
  });

  test('an unlinked directory and an unlinked file stay for those who have them', async () => {
    const image = await present();
    const script =
      'mkdir d; cd d; exec 3<> a; rm a; echo hello >&3; cat /proc/self/fd/3; rmdir ../d; touch b 2>&- || echo refused';
    expect(await shell(place, image.directory, script)).toBe('hello\nrefused\n');
    expect(Disk.fromSnapshot(await image.snapshot()).entries()).toEqual([]);
    await image.remove();
  });

  test('a directory can be read while it is emptied', async () => {
    const image = await present();
    await shell(place, image.directory, 'for i in $(seq 2000); do : > file-with-a-rather-long-name-$i; done');
    expect(await shell(place, image.directory, 'find . -type f -delete; ls -A | wc -l')).toBe('0\n');
    await image.remove();
  });

  test('a place that ends does not wait for what hangs', async () => {
    const other = await MountedPlace.start();
    const image = await other.present({ snapshot: EMPTY }, { plan: { crash: { changes: 0 } } });
    const { child, ended } = run(other, image.directory, 'sh', '-c', ': > a');
    await once(child, 'spawn');
    await setTimeout(100);
    await other.dispose();
    expect(await ended).toMatchObject({ signal: 'SIGKILL' });
  });
});
