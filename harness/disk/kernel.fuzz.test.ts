import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Disk } from './disk.ts';
import type { Effect } from './effect.ts';
import { describeTree, type FuzzCall, FuzzRun, fuzzCalls } from './kernel-fuzz.ts';
import { RealKernel } from './real-kernel.ts';
import { SimulatedKernel } from './simulated-kernel.ts';

const RUNS = Number(process.env.CW_FUZZ_RUNS ?? 10_000);
const SEED = Number(process.env.CW_FUZZ_SEED ?? 20_260);

let parent: string;
let runs = 0;

beforeAll(() => {
  // A tmpfs where there is one: the same results as on ext4, sooner.
  const roomy = process.env.CW_FUZZ_DIR ?? (fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir());
  parent = fs.mkdtempSync(path.join(roomy, 'kernel-fuzz-'));
});

afterAll(() => fs.rmSync(parent, { recursive: true, force: true }));

describe.skipIf(process.platform !== 'linux')('the simulated kernel', () => {
  test(`agrees with the real one in ${RUNS} random sequences of calls`, { timeout: 60_000 + RUNS * 20 }, () => {
    const calls = fuzzCalls({ privileged: process.getuid?.() === 0 });
    fc.assert(fc.property(fc.boolean(), calls, compare), { seed: SEED, numRuns: RUNS });
  });
});

function compare(populated: boolean, calls: FuzzCall[]): void {
  const root = path.join(parent, `run-${runs++}`);
  fs.mkdirSync(root, 0o755);
  const real = new RealKernel(fs, { root });
  FuzzRun.makeBase(real, root, populated);
  const expected = new FuzzRun(real, root);

  // As long as the real one, so that absolute links have the same size.
  const mounted = `/${'m'.repeat(root.length - 1)}`;
  const effects: Effect[] = [];
  const start = Disk.empty(0);
  FuzzRun.makeBase(
    new SimulatedKernel({ disk: start, root: mounted, conditions: { umask: process.umask() }, nowMs: () => 0 }),
    mounted,
    populated,
  );
  const startHash = start.hash();
  const recorder = { stacks: false, event: (event: { effects: readonly Effect[] }) => void effects.push(...event.effects) };
  const recorded = new SimulatedKernel({
    disk: start.clone(),
    root: mounted,
    conditions: { umask: process.umask() },
    nowMs: () => 1,
    recorder,
  });
  const silent = new SimulatedKernel({
    disk: start.clone(),
    root: mounted,
    conditions: { umask: process.umask() },
    nowMs: () => 1,
  });
  const actual = new FuzzRun(recorded, mounted);
  const unseen = new FuzzRun(silent, mounted);

  for (const run of [expected, actual, unseen]) run.openFirst();
  try {
    for (const [index, call] of calls.entries()) {
      const result = expected.perform(call);
      expectSame(actual.perform(call), result, index, call);
      expectSame(unseen.perform(call), result, index, call);
    }
    const descriptors = expected.finish();
    expect(actual.finish()).toEqual(descriptors);
    expect(unseen.finish()).toEqual(descriptors);
    const tree = describeTree(real, root).slice(1);
    expect(describeTree(recorded, mounted).slice(1)).toEqual(tree);
    expect(describeTree(silent, mounted).slice(1)).toEqual(tree);
  } finally {
    expected.finish();
    removeTree(root);
  }
  expectReplayable(start, effects, recorded.disk);
  expect(silent.disk.hash()).toBe(recorded.disk.hash());
  expect(start.hash()).toBe(startHash);
}

function expectSame(actual: string, expected: string, index: number, call: FuzzCall): void {
  if (actual !== expected)
    throw new Error(`call ${index} ${JSON.stringify(call).slice(0, 200)}: ${actual}, but the system: ${expected}`);
}

function expectReplayable(start: Disk, effects: readonly Effect[], end: Disk): void {
  const replayed = start.clone();
  for (const effect of effects) {
    replayed.apply(effect);
    // So that every cached hash gets a chance to be stale later.
    replayed.hash();
  }
  const hash = end.hash();
  expect(replayed.hash()).toBe(hash);
  expect(Disk.fromSnapshot(structuredClone(end.snapshot())).hash()).toBe(hash);
  for (const omit of [2, 3, 5]) expectTolerant(start, effects, omit);
}

/** A crash may lose any effects: the rest applies, and what comes of it is a tree. */
function expectTolerant(start: Disk, effects: readonly Effect[], omit: number): void {
  const partial = start.clone();
  for (const [index, effect] of effects.entries()) {
    if (effect.op === 'inode' || index % omit !== 0) partial.apply(effect);
    partial.hash();
  }
  expect(Disk.fromSnapshot(partial.snapshot()).hash()).toBe(partial.hash());
}

function removeTree(directory: string): void {
  for (const entry of fs.readdirSync(directory, { withFileTypes: true })) {
    const child = `${directory}/${entry.name}`;
    if (entry.isDirectory()) removeTree(child);
    else fs.unlinkSync(child);
  }
  fs.rmdirSync(directory);
}
