import fs from 'node:fs';
import os from 'node:os';
import { describe, expect, test } from 'vitest';
import { calibrationOf } from '../calibration.ts';
import { FILE_SYSTEMS } from '../file-systems.ts';
import { LITMUS } from '../litmus.ts';
import { lacking, lackingTools } from './availability.ts';
import { observe } from './observe.ts';

const usable = FILE_SYSTEMS.filter((fileSystem) => lacking() === undefined && lackingTools(fileSystem).length === 0);
const PLAN = LITMUS.slice(0, 3).map(({ name, program }) => ({ name, program, schedules: [[]] }));

function leftovers(name: string): string[] {
  const prefix = `calibrate-${process.pid}-${name}-`;
  const mounts = fs.readFileSync('/proc/self/mounts', 'utf8').split('\n');
  return [
    ...fs.readdirSync(os.tmpdir()).filter((file) => file.startsWith(prefix)),
    ...mounts.filter((line) => line.includes(prefix)),
  ];
}

test.skipIf(lacking() === undefined)('what is missing is said', () => {
  expect(lacking()).toMatch(/^this needs|^there are no|^not installed/);
});

describe.each(usable)('$name, for real', (fileSystem) => {
  const before = leftovers(fileSystem.name);

  test('a few power cuts; nothing stays behind', async () => {
    const observed = await observe(fileSystem, PLAN, new AbortController().signal);
    // A container may forbid to mount.
    if ('missing' in observed) return;
    expect(observed.cuts).toBe(PLAN.length);
    expect(calibrationOf(observed.recording, observed.cuts).refutations).toEqual([]);
    expect(leftovers(fileSystem.name)).toEqual(before);
  });

  test('interrupted, it cleans up too', async () => {
    const interrupt = new AbortController();
    const reason = new Error('interrupted');
    const pause = { name: 'paused', program: PLAN[0]?.program ?? { start: [], calls: [] } };
    const plan = [{ ...pause, schedules: [[{ background: 'pause', before: 1 } as const]] }];
    setImmediate(() => interrupt.abort(reason));
    const ended = await observe(fileSystem, plan, interrupt.signal).then(
      (observed) => ('missing' in observed ? 'missing' : 'finished'),
      (error: unknown) => (interrupt.signal.aborted ? 'interrupted' : error),
    );
    expect(['interrupted', 'missing']).toContain(ended);
    expect(leftovers(fileSystem.name)).toEqual(before);
  });
});
