import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { someOf } from '../../../suites/some-of.test-data.ts';
import { Disk } from '../disk.ts';
import type { HeldFacts } from './held.ts';
import { lackingMount } from './lacking-mount.ts';
import { MountedPlace } from './mounted-place.ts';
import { EMPTY, lackingPython, python, run } from './place.test-data.ts';

/** Programs as they are, in Python, which brings SQLite and maps files. */

const lacking = (await lackingMount()) ?? (await lackingPython());
const ROWS = 50;

/** Commits one row a transaction, and acknowledges each on stdout. */
const writer = (mode: string) => `
import sqlite3
c = sqlite3.connect('s.db', isolation_level=None)
assert c.execute('pragma journal_mode=${mode}').fetchone()[0] == '${mode}'
c.execute('pragma synchronous=full')
c.execute('create table if not exists m(id integer primary key, t text)')
for i in range(${ROWS}):
    c.execute('insert into m(t) values(?)', ('x' * 100,))
    print(i, flush=True)
`;

const READER = `
import sqlite3
c = sqlite3.connect('s.db')
print(c.execute('select count(*) from m').fetchone()[0], c.execute('pragma integrity_check').fetchone()[0])
`;

/** Opens what it is told, looks, writes once more, and looks again. */
const RECOVERER = `
import sqlite3, sys
for line in sys.stdin:
    counts = []
    for _ in range(2):
        c = sqlite3.connect(line.strip() + '/s.db', isolation_level=None)
        verdict = c.execute('pragma integrity_check').fetchone()[0]
        c.execute('create table if not exists m(id integer primary key, t text)')
        counts.append(c.execute('select count(*) from m').fetchone()[0])
        c.execute('insert into m(t) values(?)', ('y',))
        c.close()
    print(verdict, *counts)
`;

/** Of the crash images every so many. */
const IMAGES_APART = 5;

describe.skipIf(lacking !== undefined)(
  `programs on a mounted disk${lacking === undefined ? '' : `, skipped: ${lacking}`}`,
  () => {
    let place: MountedPlace;
    let onHeld: (call: HeldFacts) => void = () => {};

    beforeAll(async () => {
      place = await MountedPlace.start({ onHeld: (call) => onHeld(call) });
    });
    afterAll(() => place.dispose());

    const MODES = ['wal', 'delete', 'truncate', 'persist'];

    test.each(someOf([false, true].flatMap((uncached) => MODES.map((mode) => ({ mode, uncached })))))(
      'SQLite in mode $mode, uncached: $uncached',
      async ({ mode, uncached }) => {
        const image = await place.present({ snapshot: EMPTY }, { uncached });
        await python(place, image.directory, writer(mode));
        const events = await image.events();
        expect(await python(place, image.directory, READER)).toBe(`${ROWS} ok\n`);
        const primitives = new Set(events.map(({ primitive }) => primitive));
        expect(primitives).toContain('fdatasync');
        expect(primitives.has('unlink')).toBe(mode === 'delete' || mode === 'wal');
        expect(primitives.has('ftruncate')).toBe(mode === 'truncate' || mode === 'wal');
        // Only what is mapped is written when the kernel pleases.
        for (const { path, mapped } of events) if (mapped) expect(path).toBe('/s.db-shm');
        // What is read of it is in memory: no disk can fail that.
        for (const { path, primitive, fromMemory } of events)
          if (primitive === 'read') expect([path, fromMemory === true]).toEqual([path, path === '/s.db-shm']);
        await image.remove();
      },
    );

    test.each(someOf(MODES))('SQLite in mode %s, killed in front of a change, keeps what it acknowledged', async (mode) => {
      for (const changes of [12, 60, 61]) {
        const image = await place.present({ snapshot: EMPTY }, { plan: { crash: { changes } } });
        const { child, ended } = run(place, image.directory, 'python3', '-c', writer(mode));
        const call = await new Promise<HeldFacts>((resolve) => {
          onHeld = resolve;
        });
        expect(child.exitCode).toBeNull();
        expect(call).toMatchObject({ image: image.number, changes: true });
        child.kill('SIGKILL');
        const { signal, stdout } = await ended;
        expect(signal).toBe('SIGKILL');
        // What is mapped is written when the process dies.
        const happened = (await image.events()).filter(
          ({ effects, mapped }) => !mapped && effects.some(({ op }) => op !== 'attributes'),
        );
        expect(happened.length).toBe(changes);
        expect(await image.counts()).toMatchObject({ changes });
        const recovered = await place.present({ like: image.number, as: 'now' });
        const acknowledged = stdout.split('\n').length - 1;
        if (changes >= 60) {
          const [rows, verdict] = (await python(place, recovered.directory, READER)).trim().split(' ');
          expect(verdict).toBe('ok');
          expect([acknowledged, acknowledged + 1]).toContain(Number(rows));
          expect(acknowledged).toBeGreaterThan(2);
        }
        await image.remove();
        await recovered.remove();
      }
    });

    test('every crash image of one life, made from its trace, recovers in one process', async () => {
      const image = await place.present({ snapshot: EMPTY });
      const { child, ended } = run(place, image.directory, 'python3', '-c', writer('wal'));
      // The clock is the same for all: an acknowledgement is later than what it is about.
      const acknowledgedNs: number[] = [];
      child.stdout?.on('data', (chunk) => {
        for (const _ of String(chunk).match(/\n/g) ?? []) acknowledgedNs.push(Number(process.hrtime.bigint()));
      });
      expect(await ended).toMatchObject({ code: 0, stderr: '' });
      const events = await image.events();
      const changing = events.flatMap(({ effects, mapped }, index) => (effects.length > 0 && !mapped ? [index] : []));
      const reader = run(place, '/', 'python3', '-u', '-c', RECOVERER);
      const answers = createInterface({ input: reader.child.stdout as Readable })[Symbol.asyncIterator]();
      for (const index of changing.filter((_, at) => at % IMAGES_APART === 0)) {
        const crashed = await place.present({ like: image.number, as: { events: index } });
        reader.child.stdin?.write(`${crashed.directory}\n`);
        const [verdict, rows, again] = String((await answers.next()).value).split(' ');
        const required = acknowledgedNs.filter((atNs) => atNs < (events[index]?.atNs ?? 0)).length;
        expect({ index, verdict, enough: Number(rows) >= required, more: Number(again) - Number(rows) }).toEqual({
          index,
          verdict: 'ok',
          enough: true,
          more: 1,
        });
        await crashed.remove();
      }
      reader.child.stdin?.end();
      expect(await reader.ended).toMatchObject({ code: 0, stderr: '' });
      await image.remove();
    });

    test('an errno at a write reaches the program', async () => {
      const plan = { fault: { call: 30, code: 'EIO', manner: 'no-effect', primitive: 'write', lasts: 1 } } as const;
      const image = await place.present({ snapshot: EMPTY }, { plan });
      const { ended } = run(place, image.directory, 'python3', '-c', writer('wal'));
      expect(await ended).toMatchObject({ code: 1, stderr: expect.stringContaining('disk I/O error') });
      const writes = (await image.events()).filter(({ primitive, mapped }) => primitive === 'write' && !mapped);
      expect(writes[30]).toMatchObject({ error: 'EIO', injected: true, effects: [] });
      expect(writes[29]).not.toHaveProperty('injected');
      await image.remove();
    });

    test('a short write reaches the program, and then a full disk', async () => {
      const fault = { call: 1, code: 'ENOSPC', manner: 'short', bytes: 500, thenFails: true } as const;
      const image = await place.present({ snapshot: EMPTY }, { plan: { fault } });
      const program = `
import os
fd = os.open('a', os.O_CREAT | os.O_WRONLY)
print(os.write(fd, b'a' * 1000), os.write(fd, b'b' * 1000))
try: os.write(fd, b'c' * 500)
except OSError as error: print(error.strerror)
print(os.fstat(fd).st_size)
`;
      expect(await python(place, image.directory, program)).toBe('1000 500\nNo space left on device\n1500\n');
      await image.remove();
    });

    test('a rename that happened and failed shows as what it is, uncached', async () => {
      const plan = { fault: { call: 0, code: 'EIO', manner: 'after-effect', primitive: 'rename' } } as const;
      const image = await place.present({ snapshot: EMPTY }, { plan, uncached: true });
      const program = `
import os
open('a', 'w').write('hello')
try: os.rename('a', 'b')
except OSError as error: print(error.strerror)
print(os.listdir('.'), open('b').read(), os.path.exists('a'))
`;
      expect(await python(place, image.directory, program)).toBe("Input/output error\n['b'] hello False\n");
    });

    test.each(someOf([false, true]))('mapped files, uncached: %s', async (uncached) => {
      const image = await place.present({ snapshot: EMPTY }, { uncached });
      const program = `
import mmap
f = open('a', 'w+b', buffering=0)
f.write(b'.' * 9000)
m = mmap.mmap(f.fileno(), 9000)
m[5000:5005] = b'hello'
m.flush()
f.seek(5000); print(f.read(5))
f.seek(0); f.write(b'bytes'); print(m[0:5])
m[1:3] = b'YT'
m.close(); f.close()
print(open('a', 'rb').read(5))
`;
      expect(await python(place, image.directory, program)).toBe("b'hello'\nb'bytes'\nb'bYTes'\n");
      const file = Buffer.from(Disk.fromSnapshot(await image.snapshot()).readFile('/a') ?? []).toString();
      expect([file.length, file.slice(0, 5), file.slice(4999, 5006)]).toEqual([9000, 'bYTes', '.hello.']);
      expect((await image.events()).some(({ mapped }) => mapped === true)).toBe(true);
      await image.remove();
    });

    test('renameat2 with its flags, as the C library calls it', async () => {
      const image = await place.present({ snapshot: EMPTY });
      const program = `
import ctypes, os
for name in ('a', 'b'): open(name, 'w').write(name)
libc = ctypes.CDLL(None, use_errno=True)
def rename(old, new, flags):
    result = libc.renameat2(-100, old, -100, new, flags)
    return result if result == 0 else os.strerror(ctypes.get_errno())
print(rename(b'a', b'b', 2), open('a').read(), open('b').read())
print(rename(b'a', b'b', 1), rename(b'a', b'c', 1), rename(b'n', b'c', 2), rename(b'b', b'c', 4))
print(sorted(os.listdir('.')))
`;
      expect(await python(place, image.directory, program)).toBe(
        "0 b a\nFile exists 0 No such file or directory Invalid argument\n['b', 'c']\n",
      );
      await image.remove();
    });

    test('times to the microsecond, and what copies without asking for bytes', async () => {
      const image = await place.present({ snapshot: EMPTY });
      const program = `
import os, shutil
open('a', 'w').write('hello' * 1000)
os.utime('a', ns=(1700000000123456000, 1600000000999999000))
print(os.stat('a').st_atime_ns, os.stat('a').st_mtime_ns)
with open('a', 'rb') as a, open('b', 'wb') as b: print(os.copy_file_range(a.fileno(), b.fileno(), 5000))
with open('a', 'rb') as a, open('c', 'wb') as c: print(os.sendfile(c.fileno(), a.fileno(), 0, 5000))
shutil.copy2('a', 'd')
print(len({open(name).read() for name in 'abcd'}), os.stat('d').st_mtime_ns)
`;
      expect(await python(place, image.directory, program)).toBe(
        '1700000000123456000 1600000000999999000\n5000\n5000\n1 1600000000999999000\n',
      );
      await image.remove();
    });

    test('dbm.dumb and shelve', async () => {
      const image = await place.present({ snapshot: EMPTY });
      const program = `
import dbm.dumb, shelve
with dbm.dumb.open('dumb', 'c') as d:
    for i in range(50): d[str(i)] = 'v' * i
with dbm.dumb.open('dumb', 'r') as d: print(len(d), d['49'] == b'v' * 49)
with shelve.open('shelf') as s: s['a'] = {'x': [1, 2, 3]}
with shelve.open('shelf') as s: print(s['a'])
`;
      expect(await python(place, image.directory, program)).toBe("50 True\n{'x': [1, 2, 3]}\n");
      await image.remove();
    });

    test('writes that are synchronous, direct, long, or make room', async () => {
      const image = await place.present({ snapshot: EMPTY });
      const program = `
import mmap, os
for flag in (os.O_SYNC, os.O_DSYNC):
    fd = os.open('sync', os.O_CREAT | os.O_WRONLY | flag); os.write(fd, b'x')
block = mmap.mmap(-1, 4096)
print(os.write(os.open('direct', os.O_CREAT | os.O_WRONLY | os.O_DIRECT), block))
fd = os.open('room', os.O_CREAT | os.O_WRONLY); os.posix_fallocate(fd, 0, 5000); print(os.fstat(fd).st_size)
print(os.write(fd, b'x' * 3000000))
`;
      expect(await python(place, image.directory, program)).toBe('4096\n5000\n3000000\n');
      const events = (await image.events()).filter(({ primitive }) =>
        ['write', 'fsync', 'fdatasync', 'fallocate'].includes(primitive),
      );
      expect(events.map(({ primitive, length }) => [primitive, length])).toEqual([
        ['write', 1],
        ['fsync', undefined],
        ['write', 1],
        ['fdatasync', undefined],
        ['write', 4096],
        ['fallocate', 5000],
        ['write', 1_048_576],
        ['write', 1_048_576],
        ['write', 902_848],
      ]);
      await image.remove();
    });
  },
);
