import path from 'node:path';
import { Errno } from '../harness/disk/kernel.ts';
import type { FileSystemName } from './file-systems.ts';
import type { Call, Program } from './program.ts';
import { simulate } from './simulate.ts';

/**
 * States that a file system was seen to leave and that no model has, since the models take a rename for one atomic change and a sync for
 * final. The models stay silent about a few mistakes that way, and accuse nobody. A state counts as explained by a gap if it is legal
 * after one of the gap's variants of the program; anything else still refutes the model.
 */
export interface KnownGap {
  readonly name: string;
  readonly fileSystems: readonly FileSystemName[];
  readonly reason: string;
  variants(program: Program): Program[];
}

export const KNOWN_GAPS: readonly KnownGap[] = [
  {
    name: 'both-names',
    fileSystems: ['btrfs'],
    reason:
      'after a rename into another directory, fsync of the new directory alone leaves the file under both names (5 of 5 runs on Linux 6.18)',
    variants: ({ start, calls }) =>
      calls.flatMap((call, index) => {
        if (call.call !== 'rename' || path.dirname(call.path) === path.dirname(call.to)) return [];
        const link: Call = { call: 'link', path: call.path, to: call.to };
        const free: Call = { call: 'unlink', path: call.to };
        return [[link], [free, link]]
          .map((instead) => ({ start, calls: calls.toSpliced(index, 1, ...instead) }))
          .filter(isPossible);
      }),
  },
  {
    name: 'neither-name',
    fileSystems: ['btrfs'],
    reason:
      'a file that was created and synced, then replaced by a rename of a file that was not synced, is gone after a sync of any other file: the log ' +
      'loses the old file and does not have the new one (5 of 5 runs on Linux 6.18)',
    variants: ({ start, calls }) =>
      calls.flatMap((call, index) => {
        if (call.call !== 'fsync' && call.call !== 'fdatasync') return [];
        const opened = calls.filter((one) => one.call === 'open')[call.file]?.path;
        const isReplaced = calls.slice(index).some((later) => later.call === 'rename' && later.to === opened);
        return isReplaced ? [{ start, calls: calls.toSpliced(index, 1) }] : [];
      }),
  },
  {
    name: 'only-the-last-name',
    fileSystems: ['btrfs'],
    reason:
      'of a file that was created and renamed twice, fsync writes the last name alone: what the first rename replaced is still there (5 of 5 runs on Linux 6.18)',
    variants: ({ start, calls }) =>
      calls.flatMap((first, index) => {
        const next = calls.findIndex(
          (call, at) => at > index && call.call === 'rename' && 'to' in first && call.path === first.to,
        );
        const second = calls[next];
        if (first.call !== 'rename' || second?.call !== 'rename') return [];
        const direct: Call = { call: 'rename', path: first.path, to: second.to };
        return [{ start, calls: calls.toSpliced(next, 1, direct).toSpliced(index, 1) }].filter(isPossible);
      }),
  },
];

function isPossible(program: Program): boolean {
  try {
    simulate(program);
    return true;
  } catch (error) {
    if (error instanceof Errno) return false;
    throw error;
  }
}
