import type { Finding } from '../verdict/report.ts';

/** Why what stops a store at its changes cannot be tried on real processes; clients that use it together can. */
interface ChangesUnseen {
  /** Of the requirements. */
  readonly reason: string;
  readonly finding: Finding;
}

/** Something else than calls of `node:fs` does the work. */
export const OF_NATIVE_CODE: ChangesUnseen = {
  reason: 'its changes are not seen (CW_CHANGES_UNSEEN, see the findings)',
  finding: {
    code: 'CW_CHANGES_UNSEEN',
    level: 'warning',
    message:
      'Operations succeeded, and nothing changed where it is seen: on real processes through node:fs, on a mounted disk in the directory. So what a crash in the midst of it leaves was not judged.',
    hint: 'Native code, a worker thread or a process of its own: --host mounted sees these. --only concurrent-patch judges alone what can be judged.',
  },
};

/** The store is a program over stdio. */
export const OF_PROGRAM: ChangesUnseen = {
  reason:
    'the store is a program of its own, and no crash can be put inside its changes on this host (CW_CHANGES_UNSEEN, see the findings)',
  finding: {
    code: 'CW_CHANGES_UNSEEN',
    level: 'warning',
    message:
      'The store is a program that changes the real disk by itself: what a crash, a reader or a failure in the midst of a change leaves was not judged. What several clients, odd ids and damaged files do to it was.',
    hint: '--allow-not-testable makes the exit status 0 where nothing else is amiss.',
  },
};
