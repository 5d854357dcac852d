import { describeProblem } from '../../harness/host/problem.ts';
import type { ClientOperation, Program } from '../../harness/model/program.ts';
import { operationOf } from './client-history.ts';
import type { DescribedDeviation } from './described-deviation.ts';
import type { Deviation } from './deviation.ts';

/** What was asked for and what was found instead, one sentence each. */
export function describeDeviation(deviation: Deviation, program: Program): DescribedDeviation {
  switch (deviation.kind) {
    case 'not-linearizable':
      return deviation.explain();
    case 'out-of-order':
      return {
        expected: `The records of client ${deviation.client + 1} are in the order in which it appended them.`,
        observed: `Session ${deviation.session} shows ${deviation.found}.`,
      };
    case 'unfinished': {
      const operation = operationOf(program, deviation);
      const waits = deviation.endless
        ? 'It was still at work after ten minutes of simulated time, or 20,000 steps that everybody had a share in.'
        : 'Nobody could go on, and no timer was left.';
      return {
        expected: 'Every operation comes back.',
        observed: `The ${nameOf(operation)} of client ${deviation.client + 1} never did. ${waits}`,
      };
    }
    case 'collision':
      return {
        expected: 'Operations that run at the same time do not break each other.',
        observed: `The ${nameOf(operationOf(program, deviation))} of client ${deviation.client + 1} was refused: ${deviation.error}`,
      };
    case 'not-taken':
      return {
        expected: 'Who asks alone for a session that is there gets it.',
        observed: `The ${nameOf(operationOf(program, deviation))} of client ${deviation.client + 1}, which nobody raced, was refused: ${deviation.error}`,
      };
    case 'unreadable':
      return {
        expected: `Session ${deviation.session} can be read when all clients are done.`,
        observed: `Read by ${deviation.where}, it ${describeProblem(deviation.problem)}`,
      };
    case 'listing':
      return {
        expected: 'When all clients are done, list shows the sessions that can be read, and no others.',
        observed: `Through ${deviation.where}, list ${deviation.listed ? 'shows' : 'does not show'} session ${deviation.session}, which ${deviation.listed ? 'is not there' : 'can be read'}.`,
      };
    case 'unopenable':
      return {
        expected: 'When all clients are done, and everything was closed by a kill, the store can be opened.',
        observed: `Opened anew, it ${describeProblem(deviation.problem)}`,
      };
    case 'stray':
      return {
        expected: 'Every error reaches the caller of the operation that it is about.',
        observed: `The store ${describeProblem(deviation.problem)}`,
      };
    case 'poisoned':
      return {
        expected: `After the ${nameOf(operationOf(program, { client: 0, operation: deviation.failed }))} that failed, a later one succeeds: nothing is wrong any more.`,
        observed: `Every later one was refused too, the last with: ${deviation.error}`,
      };
    case 'blocked':
      return {
        expected:
          'While a write to one session is held at a call of the file system, a write to another session comes to its end.',
        observed: 'Wherever the first write was held, the second waited for it.',
      };
  }
}

/** "patch of a". */
export function nameOf(operation: ClientOperation): string {
  return 'session' in operation ? `${operation.op} of ${operation.session}` : operation.op;
}
