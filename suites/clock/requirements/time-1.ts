import { always, type ClockRequirement } from '../requirement.ts';

/** TIME-1: two writes within one tick are two. */
export const time1: ClockRequirement = {
  id: 'TIME-1',
  title: 'two writes within one tick of the clock, or with equal modification times, are both seen',
  severity: 'MUST',
  origin:
    'caches that believe a file is the one they know because its `mtimeMs` is; records and files that are named by `Date.now()`',
  explanation: `A clock has ticks, and a computer writes many times within one. Whatever takes two writes for one because they have the same time loses the
second, or shows the first: a cache that reads a file again only when its modification time is another one, a record, a file or a key that is named by the
time, an order by time, an index that is rebuilt only for files that seem to be new. File systems keep modification times in milliseconds, seconds or two
seconds; a restored backup, a checkout or a folder that is synchronised gives many files the same one. Neither the length of a file tells two writes apart. Where several
instances or processes may write, two of them take turns with one session while no time passes, neither by the clock nor by the times of files.

What to do: count. A counter in the file or in its name, or the content itself, tells what is newer; what a cache holds is replaced by whoever writes. Where
a modification time is to save work, compare size, inode and change time too, and do not believe one that is as recent as the look itself.`,
  defects: ['cached-by-modification-time', 'index-by-modification-time', 'others-cached-by-time'],
  notApplicable: always,
  kind: 'tick',
};
