import { expect, test } from 'vitest';
import { btrfs } from '../harness/crash/power-loss/models/btrfs.ts';
import { compare } from './compare.ts';
import type { FileSystemName } from './file-systems.ts';
import type { Call, Program } from './program.ts';
import type { State } from './state.ts';

function compared(program: Program, state: State, fileSystem: FileSystemName = 'btrfs') {
  const { outside, inGaps } = compare(fileSystem, { name: 'a program', program, observations: [{ schedule: [], state }] }, btrfs);
  return { outside: outside.length, inGaps };
}

const intoAnotherDirectory: Program = {
  start: [
    { path: 'a', kind: 'file', bytes: 100 },
    { path: 'd', kind: 'directory' },
  ],
  calls: [
    { call: 'rename', path: 'a', to: 'd/n' },
    { call: 'open', path: 'd', mode: 'read' },
    { call: 'fsync', file: 0 },
  ],
};
const bothNames = ['a file 100: 100×A', 'd directory', 'd/n file 100: 100×A'];

test('both names after a rename between directories', () => {
  expect(compared(intoAnotherDirectory, bothNames)).toEqual({ outside: 0, inGaps: ['both-names'] });
  expect(compared(intoAnotherDirectory, bothNames, 'xfs')).toEqual({ outside: 1, inGaps: [] });
  expect(compared(intoAnotherDirectory, ['d directory', 'd/n file 100: 100×A'])).toEqual({ outside: 0, inGaps: [] });
  expect(compared(intoAnotherDirectory, ['d directory'])).toEqual({ outside: 1, inGaps: [] });
});

test('both names are no gap within one directory', () => {
  const program = { start: [{ path: 'a', kind: 'file', bytes: 100 }], calls: [{ call: 'rename', path: 'a', to: 'n' }] } as const;
  expect(compared(program, ['a file 100: 100×A', 'n file 100: 100×A'])).toEqual({ outside: 1, inGaps: [] });
});

test('neither name after a synced file was replaced by one that was not', () => {
  const created: Call[] = [
    { call: 'open', path: 'n', mode: 'create' },
    { call: 'fsync', file: 0 },
  ];
  const replaced: Call[] = [
    { call: 'open', path: 'tmp', mode: 'create' },
    { call: 'rename', path: 'tmp', to: 'n' },
  ];
  expect(compared({ start: [], calls: [...created, ...replaced] }, [])).toEqual({ outside: 0, inGaps: ['neither-name'] });
  // A synced file that nobody replaced has to be there.
  expect(compared({ start: [], calls: created }, [])).toEqual({ outside: 1, inGaps: [] });
});

test('what the first of two renames replaced', () => {
  const program: Program = {
    start: [
      { path: 'tmp', kind: 'file', bytes: 50 },
      { path: 'a', kind: 'file', bytes: 100 },
    ],
    calls: [
      { call: 'rename', path: 'tmp', to: 'a' },
      { call: 'rename', path: 'a', to: 'b' },
      { call: 'open', path: 'b', mode: 'append' },
      { call: 'fsync', file: 0 },
    ],
  };
  expect(compared(program, ['a file 100: 100×B', 'b file 50: 50×A'])).toEqual({ outside: 0, inGaps: ['only-the-last-name'] });
  expect(compared(program, ['a file 50: 50×A', 'b file 50: 50×A'])).toEqual({ outside: 1, inGaps: [] });
});
