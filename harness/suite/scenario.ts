import type { Counterexample, NamedOperation } from '../verdict/counterexample.ts';
import type { ObjectShape } from '../verdict/shape.ts';
import type { FailureCore } from './failure-core.ts';

/** One kind of counterexample that a suite has: what is in its file, and how people are told of it. */
export interface Scenario<Core extends FailureCore = FailureCore> {
  /** What it is, for the schema: `A read while something is being written`. */
  readonly description: string;
  /** The keys that it has beside those of every counterexample, `operations` among them. */
  readonly shape: ObjectShape<object>;
  /** In front of its operations; `Operations` if absent. */
  readonly before?: string;
  /** What happened, in a line, in front of the story. */
  heading(counterexample: Told<Core>): string;
  /** One operation in a line. */
  operationLine(operation: Core['operations'][number]): string;
  /** In front of the disk: `Disk as the crash left it`. Without files it says so, or is left out. */
  readonly disk: { readonly heading: string; readonly ifEmpty: 'say' | 'leave-out' };
  /** Further parts behind the operations. */
  sections?(counterexample: Told<Core>): readonly ToldSection[];
  /** Further lines behind what was expected and found: `Why`, `Possible`. */
  labels?(counterexample: Told<Core>): readonly { readonly label: string; readonly text: string }[];
  /** How one is told that shows what another has shown: `on another disk`. */
  readonly elsewhere: string;
  /** Where real processes have confirmed it: `between real processes`. */
  readonly inReality: string;
}

/** A counterexample of this suite's, whole. */
export type Told<Core extends FailureCore> = Counterexample & Core;

export interface ToldSection {
  readonly heading: string;
  /** Operations to be numbered. */
  readonly operations: readonly NamedOperation[];
}
