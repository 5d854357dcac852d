import type { FileSystemName } from './file-systems.ts';
import type { Call, Program, Schedule, StartEntry } from './program.ts';
import type { State } from './state.ts';

/**
 * A program whose outcome is known: what Linux 6.18 shows. Other kernels may differ, within the model. Where two things race, the program
 * is run several times and any of several outcomes is expected. States leave out `other`, the file that programs sync to have the journal committed.
 */
export interface Litmus {
  readonly name: string;
  readonly program: Program;
  readonly schedules: readonly Schedule[];
  readonly expected: Readonly<Record<FileSystemName, readonly State[]>>;
}

/** One outcome, by file system. */
function expected(
  ext4: State,
  xfs: State,
  btrfs: State,
  { noAutoDaAlloc = ext4, dataJournal }: { noAutoDaAlloc?: State; dataJournal: State },
): Litmus['expected'] {
  return {
    ext4: [ext4],
    'ext4-nodioread_nolock': [ext4],
    xfs: [xfs],
    btrfs: [btrfs],
    'ext4-noauto_da_alloc': [noAutoDaAlloc],
    'ext4-data-journal': [dataJournal],
  };
}

const OTHER: StartEntry = { path: 'other', kind: 'file', bytes: 10 };
const A_100: StartEntry = { path: 'a', kind: 'file', bytes: 100 };
const OLD_A = 'a file 100: 100×B';

function litmus(
  name: string,
  more: readonly StartEntry[],
  calls: readonly Call[],
  states: Litmus['expected'],
  schedules: readonly Schedule[] = [[]],
): Litmus {
  return { name, program: { start: [OTHER, ...more], calls }, schedules, expected: states };
}

/** Enough runs for both outcomes of a race, mostly. */
const RACE: readonly Schedule[] = Array.from({ length: 8 }, () => []);

function open(path: string, mode: Extract<Call, { call: 'open' }>['mode']): Call {
  return { call: 'open', path, mode };
}

function write(file: number, bytes: number, offset: number | null = null): Call {
  return { call: 'write', file, offset, bytes };
}

function close(file: number): Call {
  return { call: 'close', file };
}

function fsync(file: number): Call {
  return { call: 'fsync', file };
}

/** Sync of a file that has nothing to do with the rest. `opens`: how many opens came before. */
function syncOther(opens: number): Call[] {
  return [open('other', 'append'), write(opens, 5), fsync(opens), close(opens)];
}

const NEW_TMP: readonly Call[] = [open('tmp', 'create'), write(0, 200), close(0)];

export const LITMUS: readonly Litmus[] = [
  litmus(
    'append of 50 bytes into a tail block of 100, another file synced',
    [A_100],
    [open('a', 'append'), write(0, 50), close(0), ...syncOther(1)],
    expected(['a file 150: 100×B 50×NUL'], [OLD_A], [OLD_A], { dataJournal: ['a file 150: 100×B 50×a'] }),
  ),
  litmus(
    'append across a block, another file synced',
    [{ path: 'a', kind: 'file', bytes: 4000 }],
    [open('a', 'append'), write(0, 200), close(0), ...syncOther(1)],
    expected(['a file 4096: 4000×B 96×NUL'], ['a file 4000: 4000×B'], ['a file 4000: 4000×B'], {
      dataJournal: ['a file 4200: 4000×B 200×a'],
    }),
  ),
  litmus(
    'append of a new block, another file synced',
    [{ path: 'a', kind: 'file', bytes: 4096 }],
    [open('a', 'append'), write(0, 200), close(0), ...syncOther(1)],
    expected(['a file 4096: 4096×B'], ['a file 4096: 4096×B'], ['a file 4096: 4096×B'], {
      dataJournal: ['a file 4296: 4096×B 200×a'],
    }),
  ),
  litmus(
    'create and write, another file synced',
    [],
    [open('n', 'create'), write(0, 200), close(0), ...syncOther(1)],
    expected(['n file 0'], ['n file 0'], [], { dataJournal: ['n file 200: 200×a'] }),
  ),
  litmus(
    'write, rename over an existing name, another file synced',
    [A_100],
    [...NEW_TMP, { call: 'rename', path: 'tmp', to: 'a' }, ...syncOther(1)],
    {
      ...expected(['a file 200: 200×a'], ['a file 0'], [OLD_A], {
        noAutoDaAlloc: ['a file 0'],
        dataJournal: ['a file 200: 200×a'],
      }),
      // NULs in 2 of 40 runs.
      ext4: [['a file 200: 200×a'], ['a file 200: 200×NUL']],
    },
  ),
  litmus(
    'write, rename to a new name, another file synced',
    [],
    [...NEW_TMP, { call: 'rename', path: 'tmp', to: 'n' }, ...syncOther(1)],
    expected(['n file 0'], ['n file 0'], [], { dataJournal: ['n file 200: 200×a'] }),
  ),
  litmus(
    'truncate, write and close, another file synced',
    [A_100],
    [open('a', 'truncate'), write(0, 200), close(0), ...syncOther(1)],
    {
      ...expected(['a file 200: 200×a'], [], [OLD_A], { noAutoDaAlloc: ['a file 0'], dataJournal: ['a file 200: 200×a'] }),
      ext4: [['a file 200: 200×a'], ['a file 200: 200×NUL']],
      xfs: [['a file 200: 200×a'], ['a file 0']],
    },
  ),
  litmus(
    'truncate, not written yet, another file synced',
    [A_100],
    [open('a', 'truncate'), ...syncOther(1)],
    expected(['a file 0'], ['a file 0'], [OLD_A], { dataJournal: ['a file 0'] }),
  ),
  litmus(
    'overwrite of 8 KB in place, another file synced',
    [{ path: 'a', kind: 'file', bytes: 8192 }],
    [open('a', 'create'), write(0, 8192, 0), close(0), ...syncOther(1)],
    expected(['a file 8192: 8192×B'], ['a file 8192: 8192×B'], ['a file 8192: 8192×B'], { dataJournal: ['a file 8192: 8192×a'] }),
  ),
  litmus(
    'two renames, another file synced',
    [A_100, { path: 'b', kind: 'file', bytes: 100 }],
    [{ call: 'rename', path: 'a', to: 'm' }, { call: 'rename', path: 'b', to: 'n' }, ...syncOther(0)],
    expected(
      ['m file 100: 100×B', 'n file 100: 100×C'],
      ['m file 100: 100×B', 'n file 100: 100×C'],
      [OLD_A, 'b file 100: 100×C'],
      { dataJournal: ['m file 100: 100×B', 'n file 100: 100×C'] },
    ),
  ),
  litmus(
    'unlink, another file synced',
    [A_100],
    [{ call: 'unlink', path: 'a' }, ...syncOther(0)],
    expected([], [], [OLD_A], { dataJournal: [] }),
  ),
  litmus(
    'growing ftruncate, another file synced',
    [A_100],
    [open('a', 'create'), { call: 'ftruncate', file: 0, bytes: 300 }, close(0), ...syncOther(1)],
    expected(['a file 300: 100×B 200×NUL'], ['a file 300: 100×B 200×NUL'], [OLD_A], {
      dataJournal: ['a file 300: 100×B 200×NUL'],
    }),
  ),
  litmus(
    'write, fsync, rename over an existing name, nothing synced after',
    [A_100],
    [open('tmp', 'create'), write(0, 200), fsync(0), close(0), { call: 'rename', path: 'tmp', to: 'a' }],
    expected([OLD_A, 'tmp file 200: 200×a'], [OLD_A, 'tmp file 200: 200×a'], [OLD_A, 'tmp file 200: 200×a'], {
      dataJournal: [OLD_A, 'tmp file 200: 200×a'],
    }),
  ),
  litmus(
    'write, rename to a new name, fsync of the file under that name',
    [],
    [...NEW_TMP, { call: 'rename', path: 'tmp', to: 'n' }, open('n', 'create'), fsync(1)],
    expected(['n file 200: 200×a'], ['n file 200: 200×a'], ['n file 200: 200×a'], { dataJournal: ['n file 200: 200×a'] }),
  ),
  litmus(
    'create, write, fsync of the file alone',
    [],
    [open('n', 'create'), write(0, 200), fsync(0)],
    expected(['n file 200: 200×a'], ['n file 200: 200×a'], ['n file 200: 200×a'], { dataJournal: ['n file 200: 200×a'] }),
  ),
  litmus(
    'write, fsync, rename over an existing name, fsync of the directory',
    [A_100],
    [
      ...[open('tmp', 'create'), write(0, 200), fsync(0), close(0), { call: 'rename', path: 'tmp', to: 'a' } as const],
      ...[open('.', 'read'), fsync(1)],
    ],
    expected(['a file 200: 200×a'], ['a file 200: 200×a'], ['a file 200: 200×a'], { dataJournal: ['a file 200: 200×a'] }),
  ),
  litmus(
    'write, rename over an existing name, directory synced at once',
    [A_100],
    [...NEW_TMP, { call: 'rename', path: 'tmp', to: 'a' }, open('.', 'read'), fsync(1)],
    {
      // auto_da_alloc sends the data to disk and does not wait for it.
      ext4: [['a file 200: 200×a'], ['a file 200: 200×NUL']],
      'ext4-nodioread_nolock': [['a file 200: 200×a']],
      'ext4-noauto_da_alloc': [['a file 0']],
      'ext4-data-journal': [['a file 200: 200×a']],
      xfs: [['a file 0']],
      btrfs: [['a file 0'], ['a file 200: 200×a']],
    },
    RACE,
  ),
  litmus(
    'truncate, write and close, another name, directory synced at once',
    [A_100],
    [open('a', 'truncate'), write(0, 200), close(0), open('n', 'create'), open('.', 'read'), fsync(2)],
    {
      ext4: [
        ['a file 200: 200×a', 'n file 0'],
        ['a file 200: 200×NUL', 'n file 0'],
      ],
      'ext4-nodioread_nolock': [['a file 200: 200×a', 'n file 0']],
      'ext4-noauto_da_alloc': [['a file 0', 'n file 0']],
      'ext4-data-journal': [['a file 200: 200×a', 'n file 0']],
      xfs: [
        ['a file 200: 200×a', 'n file 0'],
        ['a file 0', 'n file 0'],
      ],
      btrfs: [[OLD_A, 'n file 0']],
    },
    RACE,
  ),
  litmus(
    'truncation inside a block, which is written back',
    [A_100],
    [open('a', 'create'), { call: 'ftruncate', file: 0, bytes: 40 }],
    // The rest of the block is cleared in memory; it reaches the disk before the size does.
    expected(['a file 100: 40×B 60×NUL'], ['a file 100: 40×B 60×NUL'], [OLD_A], { dataJournal: [OLD_A] }),
    [[{ background: 'writeback', path: 'a', before: 2 }]],
  ),
  litmus(
    'rename, fdatasync of the file',
    [A_100],
    [open('a', 'create'), { call: 'rename', path: 'a', to: 'n' }, { call: 'fdatasync', file: 0 }],
    expected([OLD_A], ['n file 100: 100×B'], ['n file 100: 100×B'], { dataJournal: [OLD_A] }),
  ),
  litmus(
    'rename into another directory, which is synced',
    [A_100, { path: 'd', kind: 'directory' }],
    [{ call: 'rename', path: 'a', to: 'd/n' }, open('d', 'read'), fsync(0)],
    expected(
      ['d directory', 'd/n file 100: 100×B'],
      ['d directory', 'd/n file 100: 100×B'],
      [OLD_A, 'd directory', 'd/n file 100: 100×B'],
      { dataJournal: ['d directory', 'd/n file 100: 100×B'] },
    ),
  ),
  litmus(
    'create and fsync, replace by rename without fsync, another file synced',
    [],
    [
      ...[open('n', 'create'), write(0, 50), fsync(0), close(0), open('tmp', 'create'), write(1, 100), close(1)],
      ...[{ call: 'rename', path: 'tmp', to: 'n' } as const, ...syncOther(2)],
    ],
    {
      ...expected(['n file 100: 100×b'], ['n file 0'], [], { noAutoDaAlloc: ['n file 0'], dataJournal: ['n file 100: 100×b'] }),
      ext4: [['n file 100: 100×b'], ['n file 100: 100×NUL']],
    },
  ),
];

/** A state without the file that is synced to have the journal committed. */
export function withoutOther(state: State): State {
  return state.filter((line) => !line.startsWith('other '));
}
