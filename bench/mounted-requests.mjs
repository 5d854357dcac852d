// What a program gets through the mounted disk in a second: requests of one kind after the other, and images that are presented, opened,
// changed and removed. Started with `inside` it is that program.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Disk } from '../dist/harness/disk/disk.js';
import { MountedPlace } from '../dist/harness/disk/mount/mounted-place.js';
import { MountObstacle } from '../dist/harness/disk/mount/obstacle.js';
import { amount } from './amount.mjs';
import { print } from './print.mjs';

const REQUESTS = amount(50_000, 50);
const WARMING = amount(5_000, 5);
const IMAGES = amount(500, 3);
const BYTES = Buffer.alloc(100, 'x');

if (process.argv[2] === 'inside') await inside();
else await outside();

async function outside() {
  let place;
  try {
    place = await MountedPlace.start();
  } catch (error) {
    if (!(error instanceof MountObstacle)) throw error;
    print({ name: 'mounted requests per second', value: 0, unit: '1/s', skipped: error.message });
    return;
  }
  const bytes = Buffer.alloc(100_000, 'x');
  const start = Disk.empty(0);
  start.apply({ op: 'inode', ino: 2, kind: 'file', mode: 0o644 });
  start.apply({ op: 'data', ino: 2, offset: 0, bytes });
  start.apply({ op: 'size', ino: 2, size: bytes.length });
  start.apply({ op: 'dirent', changes: [{ dir: 1, name: 'a', ino: 2 }] });
  const first = await place.present({ snapshot: start.snapshot() });
  const [file, args] = place.inside(process.execPath, [fileURLToPath(import.meta.url), 'inside'], { cwd: first.directory });
  const program = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: program.stdout })[Symbol.asyncIterator]();
  for (const { name, perSecond } of JSON.parse((await lines.next()).value)) {
    print({ name: `${name} per second through the mount`, value: perSecond, unit: '1/s' });
  }
  const startMs = performance.now();
  for (let made = 0; made < IMAGES; made++) {
    const image = await place.present({ like: first.number, as: 'presented' });
    program.stdin.write(`${image.directory}\n`);
    await lines.next();
    await image.remove();
  }
  const perSecond = (IMAGES / (performance.now() - startMs)) * 1000;
  print({ name: 'images per second presented, read, changed and removed', value: perSecond, unit: '1/s' });
  program.stdin.end();
  await place.dispose();
}

async function inside() {
  const fd = fs.openSync('b', 'w+');
  const results = [
    measure('writes of 100 bytes', () => fs.writeSync(fd, BYTES, 0, BYTES.length, 0)),
    measure('fsyncs', () => fs.fsyncSync(fd)),
    measure('renames', (at) => fs.renameSync(at % 2 === 0 ? 'b' : 'c', at % 2 === 0 ? 'c' : 'b')),
    measure('files made and removed', () => {
      fs.closeSync(fs.openSync('d', 'w'));
      fs.unlinkSync('d');
    }),
  ];
  console.log(JSON.stringify(results));
  for await (const directory of createInterface({ input: process.stdin })) {
    fs.appendFileSync(`${directory}/a`, fs.readFileSync(`${directory}/a`).subarray(0, 100));
    console.log('done');
  }
}

function measure(name, perform) {
  for (let at = 0; at < WARMING * 2; at++) perform(at);
  const startMs = performance.now();
  for (let at = 0; at < REQUESTS; at++) perform(at);
  return { name, perSecond: (REQUESTS / (performance.now() - startMs)) * 1000 };
}
