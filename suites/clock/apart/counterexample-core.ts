import type { Operation } from '../../../harness/model/operation.ts';
import type { Turn } from '../../../harness/verdict/counterexample.ts';
import { turnShape } from '../../../harness/verdict/crash-shapes.ts';
import { operationShape } from '../../../harness/verdict/operation-shape.ts';
import { array, boolean, described, integer, object, yes } from '../../../harness/verdict/shape.ts';
import type { FoundApart } from './find.ts';
import type { ApartProgram, UnusualClock } from './program.ts';

/** What makes a failure happen again that comes of clocks that differ, or of one that stands still for two who write, and what it was. Plain data. */
export type ApartCore = ApartParts & ({ readonly scenario: 'clocks-apart' } | { readonly scenario: 'clock-still' });

interface ApartParts {
  /** Run by the first process before the clients begin. */
  readonly operations: Operation[];
  readonly clients: { readonly process: number; readonly operations: Operation[] }[];
  readonly inTurns: boolean;
  readonly inOneProcess?: true;
  /** Where the clock is still: 0. */
  readonly aheadMs: number;
  readonly turns: Turn[];
  readonly expected: string;
  readonly observed: string;
}

export function coreOfApart({ program, clock, turns, deviation }: FoundApart): ApartCore {
  return {
    scenario: clock === 'still' ? 'clock-still' : 'clocks-apart',
    operations: [...program.setup],
    clients: program.clients.map(({ process, operations }) => ({ process, operations: [...operations] })),
    inTurns: program.inTurns,
    ...(program.inOneProcess ? { inOneProcess: true as const } : {}),
    aheadMs: clock === 'still' ? 0 : clock.aheadMs,
    turns: [...turns],
    ...deviation,
  };
}

export function programOfApart({ operations, clients, inTurns, inOneProcess }: ApartCore): ApartProgram {
  return { setup: operations, clients, inTurns, inOneProcess: inOneProcess === true };
}

export function clockOfApart({ scenario, aheadMs }: ApartCore): UnusualClock {
  return scenario === 'clock-still' ? 'still' : { aheadMs };
}

/** What such a counterexample has beside what all have. */
export const apartShape = object<Omit<ApartParts, 'expected' | 'observed'>>(
  {
    operations: described('What is done before the clients begin.', array(operationShape)),
    clients: described(
      'What the clients do, each one operation after the other, and in which of the two processes.',
      array(object<ApartCore['clients'][number]>({ process: integer(0), operations: array(operationShape) }, {})),
    ),
    inTurns: described('Each client began when the one before was done.', boolean),
    aheadMs: described(
      'How far the clock of the second process was ahead of that of the first, in milliseconds; behind if negative.',
      integer(Number.MIN_SAFE_INTEGER),
    ),
    turns: described('The schedule of the clients: who takes how many steps.', array(turnShape)),
  },
  { inOneProcess: described('The two are instances in one process.', yes) },
);
