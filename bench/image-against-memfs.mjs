// Making a crash image of three small files: a clone of our disk, against a memfs volume with the same files. This is why the
// simulated disk has an inode table of its own.
import { Volume } from 'memfs';
import { Disk } from '../dist/harness/disk/disk.js';
import { amount } from './amount.mjs';
import { print } from './print.mjs';

const ROUNDS = amount(20_000, 100);
const NAMES = ['a', 'b', 'c'];
const CONTENT = Buffer.alloc(200, 'x');

const disk = Disk.empty(0);
for (const name of NAMES) {
  const ino = disk.nextIno;
  disk.apply({ op: 'inode', ino, kind: 'file', mode: 0o644 });
  disk.apply({ op: 'dirent', changes: [{ dir: 1, name, ino }] });
  disk.apply({ op: 'data', ino, offset: 0, bytes: CONTENT });
  disk.apply({ op: 'size', ino, size: CONTENT.length });
}

// One change each, so that the clone has to copy what it touches.
const ours = microseconds(() => disk.clone().apply({ op: 'data', ino: 2, offset: 0, bytes: CONTENT }));
const memfs = microseconds(() => {
  const volume = new Volume();
  volume.mkdirSync('/data');
  for (const name of NAMES) volume.writeFileSync(`/data/${name}`, CONTENT);
});
print({ name: 'making a crash image of three files', value: ours, unit: 'us', ratio: memfs / ours, baseline: 'memfs volume' });

function microseconds(once) {
  for (let warmUp = 0; warmUp < ROUNDS / 4; warmUp++) once();
  const start = performance.now();
  for (let round = 0; round < ROUNDS; round++) once();
  return ((performance.now() - start) * 1000) / ROUNDS;
}
