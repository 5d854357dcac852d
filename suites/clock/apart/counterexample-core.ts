import type { Operation } from '../../../harness/model/operation.ts';
import type { Turn } from '../../../harness/verdict/counterexample.ts';
import { turnShape } from '../../../harness/verdict/crash-shapes.ts';
import { operationShape } from '../../../harness/verdict/operation-shape.ts';
import { array, boolean, described, integer, object } from '../../../harness/verdict/shape.ts';
import type { FoundApart } from './find.ts';
import type { ApartProgram } from './program.ts';

/** What makes a failure happen again that comes of clocks that differ, and what it was. Plain data. */
export interface ApartCore {
  readonly scenario: 'clocks-apart';
  /** Run by the first process before the clients begin. */
  readonly operations: Operation[];
  readonly clients: { readonly process: number; readonly operations: Operation[] }[];
  readonly inTurns: boolean;
  readonly aheadMs: number;
  readonly turns: Turn[];
  readonly expected: string;
  readonly observed: string;
}

export function coreOfApart({ program, aheadMs, turns, deviation }: FoundApart): ApartCore {
  return {
    scenario: 'clocks-apart',
    operations: [...program.setup],
    clients: program.clients.map(({ process, operations }) => ({ process, operations: [...operations] })),
    inTurns: program.inTurns,
    aheadMs,
    turns: [...turns],
    ...deviation,
  };
}

export function programOfApart({ operations, clients, inTurns }: ApartCore): ApartProgram {
  return { setup: operations, clients, inTurns };
}

/** What such a counterexample has beside what all have. */
export const apartShape = object<Omit<ApartCore, 'scenario' | 'expected' | 'observed'>>(
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
  {},
);
