import type { Calibration, LitmusOutcome, Refutation } from './calibration.ts';
import { describeLog } from './describe-log.ts';
import { KNOWN_GAPS } from './known-gaps.ts';
import type { CalibrateOptions } from './options.ts';
import { describeProgram } from './program.ts';
import type { State } from './state.ts';

/** One file system, for the terminal. */
export function renderCalibration(calibration: Calibration): string[] {
  const { fileSystem, kernel, model, programs, cuts, litmus, refutations } = calibration;
  return [
    `== ${fileSystem} on ${kernel}, model ${model}`,
    ...litmus.flatMap(renderLitmus),
    `${programs} programs, ${cuts} power cuts, ${calibration.statesObserved} different states observed`,
    `legal states under ${model}: ${calibration.statesLegal}, seen: ${calibration.statesSeen} (${percent(calibration.statesSeen, calibration.statesLegal)}); ` +
      `all of them seen in ${calibration.exhausted} programs; under posix ${calibration.statesLegalPosix} are legal`,
    ...Object.entries(calibration.inGaps).map(([name, count]) => `outside, and known: ${count} x ${name}, ${reasonOf(name)}`),
    refutations.length === 0
      ? 'No observed state refutes the models.'
      : `REFUTED: ${refutations.length} observed states are outside.`,
    ...refutations.slice(0, MOST_REFUTATIONS).flatMap(renderRefutation),
  ];
}

export function renderSummary(calibrations: readonly Calibration[], seconds: number): string[] {
  const rows = calibrations.map(({ fileSystem, programs, cuts, statesLegal, statesSeen, refutations }) =>
    [
      fileSystem.padEnd(22),
      String(programs).padStart(8),
      String(cuts).padStart(10),
      String(statesLegal).padStart(12),
      percent(statesSeen, statesLegal).padStart(8),
      String(refutations.length).padStart(8),
    ].join(' '),
  );
  return [
    `${'file system'.padEnd(22)} ${'programs'.padStart(8)} ${'power cuts'.padStart(10)} ${'legal states'.padStart(12)} ${'seen'.padStart(8)} ${'outside'.padStart(8)}`,
    ...rows,
    `${seconds.toFixed(1)} s`,
  ];
}

/** What `--json` writes. Without what may change from run to run: which states a kernel shows is its own affair, how long it took too. */
export function jsonOf(calibrations: readonly Calibration[], { programs, runs, pauses, seed }: CalibrateOptions): unknown {
  return {
    programs,
    runs,
    pauses,
    seed,
    fileSystems: calibrations.map(({ refutations, ...rest }) => ({
      ...rest,
      refutations: refutations.map(({ model, observed, observation }) => ({
        model: model.name,
        name: observed.name,
        program: observed.program,
        schedule: observation.schedule,
        state: observation.state,
      })),
    })),
  };
}

const MOST_REFUTATIONS = 5;

function renderLitmus({ name, expected, observed, same }: LitmusOutcome): string[] {
  const seen = observed.map(inOneLine).join(' | ');
  if (same) return [`  as expected: ${name}: ${seen}`];
  return [`  DIFFERENT: ${name}`, `    expected ${expected.map(inOneLine).join(' | ')}`, `    observed ${seen}`];
}

function renderRefutation({ model, observed, observation }: Refutation): string[] {
  return [
    '',
    `${model.name} is refuted by ${observed.name}:`,
    ...describeProgram(observed.program, observation.schedule).map((line) => `  ${line}`),
    '  then the power was cut. There was',
    ...(observation.state.length === 0 ? ['    nothing'] : observation.state.map((line) => `    ${line}`)),
    `  which is none of the states that ${model.name} allows:`,
    ...describeLog(observed.program, model).map((line) => `    ${line}`),
  ];
}

function reasonOf(gap: string): string {
  return KNOWN_GAPS.find(({ name }) => name === gap)?.reason ?? '';
}

function inOneLine(state: State): string {
  return state.length === 0 ? 'nothing' : state.join('; ');
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`;
}
