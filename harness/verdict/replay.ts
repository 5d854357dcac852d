import type { CallSite, FileView } from './counterexample.ts';

/** What came of running a counterexample again. */
export interface Replay extends ToldReplay {
  readonly reproduced: boolean;
  /** One sentence each. */
  readonly expected: string;
  readonly observed: string;
  /** Why no order of what clients did explains what they saw, where that is what is wrong. */
  readonly why?: string;
  /** Something did not come back, which may be all that was wrong. */
  readonly hung?: boolean;
  /** Why this store cannot be brought into the situation at all, as a sentence: nothing was replayed. */
  readonly notApplicable?: string;
}

/** What can be told of it before anything is concluded. */
export interface ToldReplay {
  /** What happened, a sentence a step. */
  readonly story: readonly string[];
  /** The disk as the crash left it, or as the writer had left it when the reader was done; empty for a reader in the same instance. */
  readonly files: readonly FileView[];
  /** The line whose change was in flight. */
  readonly callSite?: CallSite;
}
