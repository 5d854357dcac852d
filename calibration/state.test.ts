import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RealKernel } from '../harness/disk/real-kernel.ts';
import { generateProgram } from './generate.ts';
import { describeProgram, type Program } from './program.ts';
import { makeStartTree, ProgramRun } from './run-program.ts';
import { simulate } from './simulate.ts';
import { stateOfDisk, stateOfKernel } from './state.ts';

let directory: string;

beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'calibration-state-'));
});

afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

const PROGRAM: Program = {
  start: [
    { path: 'd', kind: 'directory' },
    { path: 'a', kind: 'file', bytes: 100 },
  ],
  calls: [
    { call: 'open', path: 'a', mode: 'append' },
    { call: 'write', file: 0, offset: null, bytes: 5 },
    { call: 'open', path: 'd/n', mode: 'create' },
    { call: 'write', file: 1, offset: 4096, bytes: 3 },
    { call: 'ftruncate', file: 1, bytes: 4098 },
    { call: 'rename', path: 'a', to: 'b' },
    { call: 'open', path: '.', mode: 'read' },
    { call: 'fsync', file: 2 },
    { call: 'mkdir', path: 'e' },
    { call: 'open', path: 'e/empty', mode: 'truncate' },
  ],
};

test('a state says what is where, in runs of bytes', () => {
  expect(stateOfDisk(simulate(PROGRAM).end)).toEqual([
    'b file 105: 100×B 5×a',
    'd directory',
    'd/n file 4098: 4096×NUL 2×b',
    'e directory',
    'e/empty file 0',
  ]);
});

test('a program in words, with what the kernel does meanwhile', () => {
  const lines = describeProgram(PROGRAM, [
    { background: 'writeback', path: 'a', before: 2 },
    { background: 'commit', before: 10 },
  ]);
  expect(lines).toEqual([
    '(there is d/)',
    "(there is a, 100 bytes of 'B')",
    '0 = open a (append)',
    "write 0: 5 bytes of 'a'",
    '(the kernel writes back a)',
    '1 = open d/n (create)',
    "write 1: 3 bytes of 'b' at 4096",
    'ftruncate 1 to 4098',
    'rename a to b',
    '2 = open . (read)',
    'fsync 2',
    'mkdir e',
    '3 = open e/empty (truncate)',
    '(the kernel commits)',
  ]);
});

test('without a power cut, programs end in the same state on the simulated disk and on the real one', () => {
  const kernel = new RealKernel(fs);
  for (const [number, program] of [PROGRAM, ...Array.from({ length: 40 }, (_, index) => generateProgram(5, index))].entries()) {
    const root = path.join(directory, String(number));
    kernel.mkdir(root, 0o755);
    makeStartTree(kernel, root, program.start);
    const run = new ProgramRun(kernel, root);
    for (const call of program.calls) run.perform(call);
    expect(stateOfKernel(kernel, root)).toEqual(stateOfDisk(simulate(program).end));
    run.closeRest();
  }
});
