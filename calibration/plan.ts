import type { FileSystem } from './file-systems.ts';
import { generateProgram, generateSchedule, scheduleWithPause } from './generate.ts';
import { LITMUS } from './litmus.ts';
import type { CalibrateOptions } from './options.ts';
import type { Program, Schedule } from './program.ts';

/** A program and the ways in which it is run. */
export interface PlannedProgram {
  readonly name: string;
  readonly program: Program;
  readonly schedules: readonly Schedule[];
}

/** The litmus programs, then the generated ones. The same for every file system, but for the pauses. */
export function planFor(
  fileSystem: FileSystem,
  { programs, runs, pauses, seed }: Pick<CalibrateOptions, 'programs' | 'runs' | 'pauses' | 'seed'>,
): PlannedProgram[] {
  const litmus = LITMUS.map(({ name, program, schedules }) => ({ name, program, schedules }));
  const generated = Array.from({ length: programs }, (_, number): PlannedProgram => {
    const program = generateProgram(seed, number);
    const schedules = Array.from({ length: runs }, (_, run) => generateSchedule(program, { seed, number, run }));
    const paused = number < pauses && fileSystem.fastCommit !== undefined ? [scheduleWithPause(program)] : [];
    return { name: `generated ${seed}/${number}`, program, schedules: [...schedules, ...paused] };
  });
  return [...litmus, ...generated];
}
