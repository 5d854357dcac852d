import type { TogetherRun } from '../../harness/host/together.ts';
import type { JudgedRun } from './judged-run.ts';

/** A run that can be judged, or, without `judged`, one that came to nothing. */
export interface Trial {
  readonly run: TogetherRun<unknown>;
  readonly judged?: JudgedRun;
}
