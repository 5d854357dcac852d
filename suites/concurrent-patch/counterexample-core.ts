import type { Operation } from '../../harness/model/operation.ts';
import type { Program } from '../../harness/model/program.ts';
import type { CrashPoint, Turn } from '../../harness/verdict/counterexample.ts';
import { describeDeviation } from './describe-deviation.ts';
import type { Deviation } from './deviation.ts';
import type { Judgement } from './requirement.ts';

/** What the clients did, each one operation after the other. The same as `Program` without its setup. */
export type ConcurrentProgram = Omit<Program, 'setup'>;

/** What makes a failure of this suite happen again, and what it was. Plain data. */
export interface ConcurrentPatchCore {
  readonly scenario: 'concurrent-patch';
  /** Run by the first instance before the clients begin. */
  readonly operations: Operation[];
  readonly program: ConcurrentProgram;
  readonly turns: Turn[];
  readonly crash?: CrashPoint;
  readonly expected: string;
  readonly observed: string;
  readonly why?: string;
}

export interface FoundRace {
  readonly program: Program;
  readonly judgement: Judgement;
  readonly turns: readonly Turn[];
  readonly crash?: CrashPoint;
  readonly deviation: Deviation;
}

export function coreOfRace({ program, turns, crash, deviation }: FoundRace): ConcurrentPatchCore {
  return { ...coreOfProgram(program, turns, describeDeviation(deviation, program)), ...(crash === undefined ? {} : { crash }) };
}

export function coreOfProgram(
  { setup, ...clients }: Program,
  turns: readonly Turn[],
  told: Pick<ConcurrentPatchCore, 'expected' | 'observed' | 'why'>,
): ConcurrentPatchCore {
  return { scenario: 'concurrent-patch', operations: [...setup], program: clients, turns: [...turns], ...told };
}

export function programOfCore({ operations, program }: Pick<ConcurrentPatchCore, 'operations' | 'program'>): Program {
  return { ...program, setup: operations };
}
