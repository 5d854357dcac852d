import { type AppendRequirement, always } from '../requirement.ts';

/** APPEND-16. */
export const append16: AppendRequirement = {
  id: 'APPEND-16',
  title:
    'descriptors, of files and of directories, files and promises do not pile up in ordinary use: after n operations there are as many as after 2n, without any fault',
  severity: 'MUST',
  loss: 'use',
  origin:
    'a mutation of the exemplary document store: the handle of the directory that is synchronised after a rename is never closed',
  explanation: `A descriptor that stays open with every write is no trouble in a test and the end of a daemon: after a few thousand writes every open fails with EMFILE, those of other sessions
included. The same operations are done 64, 128 and 256 times on the same sessions, and what is open then is counted, when the store has come to rest; once more in a store that is closed and
opened anew each time. What grows and then stops growing, such as a cache, is not held against it; nor are copies and segments that are kept on purpose: of files only those count that are called
temporary and without which every session is the same.

Promises are counted too, after garbage collection: after 16, 32 and 64 rounds, all on the same sessions, none that is over is of use to anybody. A store that remembers one for each write, so that \`close\` can wait for it, is the end of a
daemon as well.

What to do: close in a finally, also what was opened only to be synchronised or read; use \`await using\` where the language has it; remove a temporary file that was copied
or linked into place; close in \`close\` all that was opened; take what is over out of the set of what is under way.`,
  defects: ['directory-handle-leaked', 'temporary-copy-left', 'left-open-at-close', 'promises-remembered'],
  notApplicable: always,
  concerns: ({ piles }) => piles !== undefined,
  untried: 'here nobody could count what is open',
  isBrokenBy: ({ kind }) => kind === 'pile',
};
