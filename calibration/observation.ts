import type { FileSystemName } from './file-systems.ts';
import type { Program, Schedule } from './program.ts';
import type { State } from './state.ts';

/** What a real file system showed after one power cut. */
export interface Observation {
  readonly schedule: Schedule;
  readonly state: State;
}

/** A program with what was seen after it, in one or several runs. */
export interface ObservedProgram {
  readonly name: string;
  readonly program: Program;
  readonly observations: readonly Observation[];
}

/** Everything that was seen on one file system, as it is stored in `observations/` and compared without root. */
export interface Recording {
  readonly fileSystem: FileSystemName;
  /** `Linux 6.18.0`, as uname(1) has it, without what the distribution adds. */
  readonly kernel: string;
  readonly programs: readonly ObservedProgram[];
}

/** As JSON lines: the file system and the kernel, then a program a line with each of its states once. */
export function renderRecording({ fileSystem, kernel, programs }: Recording): string {
  const lines = programs.map(({ name, program, observations }) => ({ name, program, observations: distinct(observations) }));
  return [{ fileSystem, kernel }, ...lines].map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** The other way round; trusts what it reads. */
export function parseRecording(text: string): Recording {
  const [head = '{}', ...lines] = text.trimEnd().split('\n');
  const { fileSystem, kernel }: Pick<Recording, 'fileSystem' | 'kernel'> = JSON.parse(head);
  return { fileSystem, kernel, programs: lines.map((line): ObservedProgram => JSON.parse(line)) };
}

function distinct(observations: readonly Observation[]): Observation[] {
  const seen = new Set<string>();
  return observations.filter(({ state }) => {
    const key = state.join('\n');
    return !seen.has(key) && seen.add(key);
  });
}
