import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { errnosOf } from '../../harness/disk/fault.ts';
import { FULL_DISK_SCENARIOS } from './full-disk-scenarios.ts';
import { lackingDisk, RealDisk } from './real-disk.ts';
import { performAs, runReal } from './real-run.ts';
import { REFUSING_DISK_SCENARIOS, TREE_SCENARIOS } from './refusing-disk-scenarios.ts';
import { differencesOf, type RealDiskName, type Scenario, type ScenarioRun } from './scenario.ts';
import { runSimulated } from './simulated-run.ts';

const DISKS: readonly RealDiskName[] = ['tmpfs', 'ext4'];
const SCENARIOS = [...FULL_DISK_SCENARIOS, ...REFUSING_DISK_SCENARIOS, ...TREE_SCENARIOS];
const CAUSED_BY_DISK = new Set(['ENOSPC', 'EROFS', 'EACCES', 'EPERM']);

const lacking = new Map<RealDiskName, string | undefined>();
for (const name of DISKS) lacking.set(name, await lackingDisk(name));
const skipped = (name: RealDiskName): boolean => lacking.get(name) !== undefined;
const titleOf = (name: RealDiskName): string => (skipped(name) ? `${name}, skipped: ${lacking.get(name)}` : name);

/** What a real disk refused, as `primitive code`, that no fault can refuse. */
function missingCodes({ outcomes }: ScenarioRun): string[] {
  return outcomes
    .filter(({ facts, outcome }) => CAUSED_BY_DISK.has(outcome) && !errnosOf(facts).includes(outcome))
    .map(({ facts, outcome }) => `${facts.primitive} ${outcome}`);
}

const missing = new Set<string>();

for (const name of DISKS) {
  describe.skipIf(skipped(name))(titleOf(name), () => {
    test.each(SCENARIOS.filter(({ on }) => on[name] !== undefined))('$name', async (scenario) => {
      const real = await runReal(scenario, name);
      for (const code of missingCodes(real)) missing.add(code);
      expect(real.outcomes.length).toBeGreaterThan(0);
      expect(differencesOf(real, runSimulated(scenario, real.freeBytes))).toEqual(scenario.on[name]);
    });
  });
}

test.skipIf(DISKS.some(skipped))('codes that calls returned there and that no fault has', () => {
  expect([...missing].sort()).toEqual([]);
});

test.skipIf(skipped('tmpfs'))(
  'setting times of a file of somebody else is refused with EPERM, as Node always says which times',
  async () => {
    const disk = await RealDisk.mount('tmpfs');
    try {
      const file = `${disk.root}/a`;
      fs.writeFileSync(file, '');
      const fd = fs.openSync(file, 'r');
      performAs('user', () => {
        expect(() => fs.futimesSync(fd, 1, 1)).toThrow('EPERM');
        expect(() => fs.utimesSync(file, 1, 1)).toThrow('EPERM');
        expect(() => fs.lutimesSync(file, 1, 1)).toThrow('EPERM');
      });
      fs.closeSync(fd);
      for (const primitive of ['futimes', 'utimes', 'lutimes'] as const) {
        expect(errnosOf({ primitive })).toContain('EPERM');
      }
      // Through a descriptor no directory is searched.
      expect(errnosOf({ primitive: 'futimes' })).not.toContain('EACCES');
    } finally {
      disk.dispose();
    }
  },
);

test.skipIf(skipped('ext4'))(
  'ext4 may cut several writes in a row before it refuses one, and stores no more than there is room for',
  async () => {
    const disk = await RealDisk.mount('ext4');
    try {
      disk.fill(64 * 1024);
      const { freeBytes } = disk;
      const fd = fs.openSync(`${disk.root}/a`, 'w');
      const counts: number[] = [];
      const write = (): void => {
        for (;;) counts.push(fs.writeSync(fd, Buffer.alloc(40_000)));
      };
      expect(write).toThrow('ENOSPC');
      const { size } = fs.fstatSync(fd);
      fs.closeSync(fd);
      expect(counts.every((count) => count > 0)).toBe(true);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(size);
      expect(size).toBeLessThanOrEqual(freeBytes);
      expect(counts[1]).toBeLessThan(40_000);
    } finally {
      disk.dispose();
    }
  },
);

test('a known difference has a reason, and only one that differs', () => {
  const differs = ({ on }: Scenario): boolean => Object.values(on).some((differences) => differences.length > 0);
  expect(SCENARIOS.filter((one) => differs(one) !== (one.because !== undefined)).map(({ name }) => name)).toEqual([]);
});

test('a difference shows: a fault that strikes another call than the disk does', () => {
  const [scenario] = FULL_DISK_SCENARIOS;
  if (scenario === undefined) throw new Error('there are no scenarios');
  const well = runSimulated(scenario, 65_536);
  const early = runSimulated({ ...scenario, fault: () => ({ call: 0, code: 'ENOSPC', manner: 'no-effect' }) }, 65_536);
  expect(differencesOf(well, well)).toEqual([]);
  expect(differencesOf(well, early)).toContainEqual({ at: 'open b (w)', real: 'ok', simulated: 'ENOSPC' });
  expect(differencesOf(well, early)).toContainEqual({ at: 'left d', real: 'directory', simulated: '(absent)' });
});

test.skipIf(skipped('tmpfs'))('nothing stays mounted, also where the work fails', async () => {
  const mounts = (): string => fs.readFileSync('/proc/self/mounts', 'utf8');
  const roots: string[] = [];
  const failing = runReal({ name: 'fails', calls: () => roots.push(fs.realpathSync('no such path')), on: {} }, 'tmpfs');
  await expect(failing).rejects.toThrow('ENOENT');
  const disk = await RealDisk.mount('tmpfs');
  expect(mounts()).toContain(disk.root);
  disk.dispose();
  expect(mounts()).not.toContain(disk.root);
  expect(fs.existsSync(disk.root)).toBe(false);
  expect(mounts()).not.toMatch(new RegExp(`crashworthy-${process.pid}-`));
});
