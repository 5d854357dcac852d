import type {
  ConcurrentPatchCounterexample,
  Counterexample,
  CrashCounterexample,
  CrashPoint,
  FailingDiskCounterexample,
  TornReadCounterexample,
} from '../verdict/counterexample.ts';
import { countOf } from './count.ts';

/** The crash of a counterexample in a line, for people. */
export function crashHeading(counterexample: Counterexample): string {
  if (counterexample.scenario === 'torn-read') return readHeading(counterexample);
  if (counterexample.scenario === 'concurrent-patch') return raceHeading(counterexample);
  if (counterexample.scenario === 'corrupt-file') return 'What happened to a file, and what became of it';
  if (counterexample.scenario === 'failing-disk') return failureHeading(counterexample);
  if (counterexample.scenario === 'identity') return 'What was stored, and what came back';
  const { scenario, crash, recoveryCrash, rounds } = counterexample;
  const first = isPowerLoss(counterexample) ? `Power lost ${powerLoss(crash)}` : `Crash ${position(crash)}`;
  if (scenario === 'crash-in-recovery' && recoveryCrash !== undefined) {
    return `${first}; a second crash in the recovery, ${position(recoveryCrash)}`;
  }
  return scenario === 'repeated-crashes' && rounds !== undefined ? `${first}, ${countOf(rounds, 'time')} over` : first;
}

/** Whether it is the power that went, and not the process alone. */
export function isPowerLoss(counterexample: Counterexample): counterexample is CrashCounterexample {
  return 'model' in counterexample && counterexample.crash.lost !== undefined;
}

function failureHeading({ fault }: FailingDiskCounterexample): string {
  if (fault === undefined) return 'What happened, with nothing wrong with the disk';
  if (fault.manner === 'short') return fault.thenFails === true ? 'On a disk that is full' : 'With a write that fell short';
  return `With a disk that failed: ${fault.code}`;
}

function raceHeading({ turns, crash, host, program: { clients, deaths } }: ConcurrentPatchCounterexample): string {
  if (host === 'process') return 'In real time';
  if (clients.length === 1 && deaths === undefined && crash === undefined) return 'What the client did';
  // A turn that says how long it lasts ends although its actor could go on.
  const held = turns.filter(({ steps }) => steps !== undefined).length;
  const schedule = held === 0 ? 'In turns, each for as long as it could go on' : `In turns, with ${countOf(held, 'preemption')}`;
  return crash === undefined ? schedule : `${schedule}; everything killed ${position(crash)}`;
}

function readHeading({ schedule }: TornReadCounterexample): string {
  return schedule.reader === 'other-process'
    ? `A reader in another process, ${position(schedule.at)}${schedule.advances.length > 0 ? ' and on' : ''}`
    : 'A reader in the same instance, while an operation is in flight';
}

function position({ changes, tornBytes }: CrashPoint): string {
  const after = changes === 0 ? 'before the first change to the disk' : `after ${countOf(changes, 'change')} to the disk`;
  return tornBytes === undefined ? after : `${after}, ${countOf(tornBytes, 'byte')} into the next write`;
}

/** One change has several effects (content, size, name), and each of them can be lost by itself. */
function powerLoss(crash: CrashPoint): string {
  const { changes, lost = [], failedSync } = crash;
  const clauses = [position(crash)];
  if (changes > 0 && lost.length === 0) clauses.push(changes === 1 ? 'it had reached it' : 'all of them had reached it');
  if (lost.length > 0) clauses.push(`${lost.length} of ${changes === 1 ? 'its' : 'their'} effects had not reached it`);
  if (failedSync !== undefined) clauses.push(`the ${ordinal(failedSync + 1)} fsync had failed with EIO`);
  return clauses.join('; ');
}

/** `1st`, `2nd`, `3rd`, `4th`, `11th`, `21st`... */
export function ordinal(value: number): string {
  const teens = value % 100 >= 11 && value % 100 <= 13;
  const suffix = teens ? undefined : ['th', 'st', 'nd', 'rd'][value % 10];
  return `${value}${suffix ?? 'th'}`;
}
