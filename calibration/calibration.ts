import { posix } from '../harness/crash/power-loss/models/posix.ts';
import type { PowerLossModel } from '../harness/crash/power-loss/power-loss-model.ts';
import { type Comparison, compare } from './compare.ts';
import { type FileSystemName, fileSystemOf } from './file-systems.ts';
import { LITMUS, withoutOther } from './litmus.ts';
import type { Observation, ObservedProgram, Recording } from './observation.ts';
import { type State, stateKey } from './state.ts';

/** What the observations of one file system say about its model, and about `posix`, which has to hold for all. */
export interface Calibration {
  readonly fileSystem: FileSystemName;
  readonly kernel: string;
  readonly model: string;
  readonly programs: number;
  readonly cuts: number;
  /** Different states of a program, summed over the programs. */
  readonly statesObserved: number;
  /** Legal states, and those of them that were seen, summed over the programs. */
  readonly statesLegal: number;
  readonly statesSeen: number;
  /** Programs of which every legal state was seen. */
  readonly exhausted: number;
  /** The same as `statesLegal` for `posix`. */
  readonly statesLegalPosix: number;
  readonly litmus: readonly LitmusOutcome[];
  /** Observations outside the file system's model that a known gap explains, by its name. */
  readonly inGaps: Readonly<Record<string, number>>;
  readonly refutations: readonly Refutation[];
}

/** An observed state that a model says cannot be. */
export interface Refutation {
  readonly model: PowerLossModel;
  readonly observed: ObservedProgram;
  readonly observation: Observation;
}

export interface LitmusOutcome {
  readonly name: string;
  /** Any of these. */
  readonly expected: readonly State[];
  /** Each once. */
  readonly observed: readonly State[];
  readonly same: boolean;
}

/** @param cuts how often the power was cut; a recording may have fewer observations, as it has each state of a program once. */
export function calibrationOf(recording: Recording, cuts: number, model = fileSystemOf(recording.fileSystem).model): Calibration {
  const { fileSystem, kernel, programs } = recording;
  const own = programs.map((observed) => compare(fileSystem, observed, model));
  const weakest = programs.map((observed) => compare(fileSystem, observed, posix));
  return {
    fileSystem,
    kernel,
    model: model.name,
    programs: programs.length,
    cuts,
    statesObserved: sum(programs, ({ observations }) => new Set(observations.map(({ state }) => stateKey(state))).size),
    statesLegal: sum(own, ({ legal }) => legal),
    statesSeen: sum(own, ({ seen }) => seen),
    exhausted: own.filter(({ legal, seen }) => legal === seen).length,
    statesLegalPosix: sum(weakest, ({ legal }) => legal),
    litmus: litmusOutcomes(fileSystem, programs),
    inGaps: countsOf(own.flatMap(({ inGaps }) => inGaps)),
    refutations: [...refutationsIn(own, model), ...refutationsIn(weakest, posix)],
  };
}

function refutationsIn(comparisons: readonly Comparison[], model: PowerLossModel): Refutation[] {
  return comparisons.flatMap(({ observed, outside }) => outside.map((observation) => ({ model, observed, observation })));
}

function litmusOutcomes(fileSystem: FileSystemName, programs: readonly ObservedProgram[]): LitmusOutcome[] {
  return LITMUS.flatMap(({ name, expected: byFileSystem }) => {
    const found = programs.find((program) => program.name === name);
    if (found === undefined) return [];
    const expected = byFileSystem[fileSystem];
    const known = new Set(expected.map(stateKey));
    const observed = new Map(found.observations.map(({ state }) => [stateKey(withoutOther(state)), withoutOther(state)]));
    return [{ name, expected, observed: [...observed.values()], same: [...observed.keys()].every((key) => known.has(key)) }];
  });
}

function countsOf(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function sum<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0);
}
