import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { SAMPLED } from '../../../suites/some-of.test-data.ts';
import { Disk } from '../disk.ts';
import { lackingMount } from './lacking-mount.ts';
import { MountedPlace } from './mounted-place.ts';
import { EMPTY, run } from './place.test-data.ts';

/** A call of the kernel takes many times as long as one that is simulated: a sample has fewer than the other fuzzers' number. */
const RUNS = SAMPLED ? 300 : Number(process.env.CW_FUZZ_RUNS ?? 600);
const SEED = Number(process.env.CW_FUZZ_SEED ?? 20_260);
/** What an image is asked without the kernel's caches takes four times as long. */
const UNCACHED_PART = 6;
/** As many as a trace may be kept of. */
const RECORDED_RUNS_MAX = 2000;
const PROGRAM = fileURLToPath(new URL('../../../dist/harness/disk/mount/fuzz/main.js', import.meta.url));

const lacking = await lackingMount();

describe.skipIf(lacking !== undefined)(`the mounted disk${lacking === undefined ? '' : `, skipped: ${lacking}`}`, () => {
  test.each([
    { uncached: false, runs: RUNS },
    { uncached: true, runs: Math.ceil(RUNS / UNCACHED_PART) },
  ])(
    'agrees with a real one in $runs random sequences of calls, uncached: $uncached',
    { timeout: 60_000 + RUNS * 100 },
    async ({ uncached, runs }) => {
      const silent = runs > RECORDED_RUNS_MAX;
      // A tmpfs where there is one: the same results as on ext4, sooner.
      const roomy = process.env.CW_FUZZ_DIR ?? (fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir());
      const real = fs.mkdtempSync(path.join(roomy, 'mount-fuzz-'));
      const place = await MountedPlace.start();
      try {
        const image = await place.present({ snapshot: EMPTY }, { uncached, silent });
        const args = [PROGRAM, image.directory, real, String(runs), String(SEED)];
        const { code, stdout, stderr } = await run(place, '/', process.execPath, ...args).ended;
        expect({ code, stderr, failure: code === 0 ? '' : stdout }).toEqual({ code: 0, stderr: '', failure: '' });
        expect(JSON.parse(stdout)).toMatchObject({ failed: false, runs });
        if (silent) return;
        const replayed = Disk.fromSnapshot(EMPTY);
        for (const { effects } of await image.events()) for (const effect of effects) replayed.apply(effect);
        expect(replayed.hash()).toBe(await image.hash());
      } finally {
        await place.dispose();
        fs.rmSync(real, { recursive: true, force: true });
      }
    },
  );
});
