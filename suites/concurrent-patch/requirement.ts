import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import type { Capabilities } from '../../harness/model/capabilities.ts';
import type { Effort } from '../../harness/model/effort.ts';
import type { Program } from '../../harness/model/program.ts';
import type { StoreRequirement } from '../../harness/suite/store-requirement.ts';
import type { Level } from './levels.ts';

/** How a program is judged. */
export type Judgement =
  /** Its history has to be linearizable, and all of it to be there in the end. */
  | 'history'
  /** The same, and each client's records have to be in its order. */
  | 'order'
  /** After the operation that failed later ones have to succeed. */
  | 'poison'
  /** While the first client is held back, the second has to come to its end. */
  | 'overtaking';

export interface Shares {
  /** Of the schedules with few preemptions, and of those at random. */
  readonly bounded: number;
  readonly random: number;
}

/** A program that puts a requirement to the test. */
export interface AimedProgram {
  readonly program: Program;
  readonly judgement: Judgement;
  /** How many schedules of it are tried, as shares of the usual: fewer where each is slow, more where few of them can go wrong. */
  readonly shares?: Shares;
}

export interface ProgramContext {
  readonly claims: ResolvedClaims;
  readonly capabilities: Capabilities;
  readonly effort: Effort;
  /** Those that the store claims and the host can run. */
  readonly levels: readonly Level[];
}

/** A requirement of concurrent-patch: its text, when it applies, and the programs that test it. */
export interface PatchRequirement extends StoreRequirement {
  /** Any deviation of any of them breaks the requirement. */
  programs(context: ProgramContext): readonly AimedProgram[];
}
