import { countOf } from '../../harness/report/count.ts';
import { crashPosition, ordinal } from '../../harness/report/crash-position.ts';
import type { CrashPoint } from '../../harness/verdict/counterexample.ts';
import type { CounterexampleCore } from './counterexample-core.ts';

/** The crash of a counterexample in a line, for people. */
export function crashHeading(core: Pick<CounterexampleCore, 'scenario' | 'crash' | 'recoveryCrash' | 'rounds'>): string {
  const { scenario, crash, recoveryCrash, rounds } = core;
  const first = isPowerLoss(core) ? `Power lost ${powerLoss(crash)}` : `Crash ${crashPosition(crash)}`;
  if (scenario === 'crash-in-recovery' && recoveryCrash !== undefined) {
    return `${first}; a second crash in the recovery, ${crashPosition(recoveryCrash)}`;
  }
  return scenario === 'repeated-crashes' && rounds !== undefined ? `${first}, ${countOf(rounds, 'time')} over` : first;
}

/** Whether it is the power that went, and not the process alone. */
export function isPowerLoss({ crash }: Pick<CounterexampleCore, 'crash'>): boolean {
  return crash.lost !== undefined;
}

/** One change has several effects (content, size, name), and each of them can be lost by itself. */
function powerLoss(crash: CrashPoint): string {
  const { changes, lost = [], failedSync, killed } = crash;
  const clauses = [crashPosition(crash)];
  if (changes > 0 && lost.length === 0) clauses.push(changes === 1 ? 'it had reached it' : 'all of them had reached it');
  if (lost.length > 0) clauses.push(`${lost.length} of ${changes === 1 ? 'its' : 'their'} effects had not reached it`);
  if (failedSync !== undefined) clauses.push(`the ${ordinal(failedSync + 1)} fsync had failed with EIO`);
  if (killed !== undefined) clauses.push(`an earlier process was killed ${crashPosition(killed)}`);
  return clauses.join('; ');
}
