import { APPEND_SUITE_NAME } from '../../suites/async-append-rejection/requirements.ts';
import { REPAIR_SUITE_NAME } from '../../suites/corrupt-file-repair/requirements.ts';
import { IDENTITY_SUITE_NAME } from '../../suites/identity/requirements.ts';
import { Failure } from '../contract/failure.ts';
import { composeProbe, type ProbedRun } from '../judge/compose-probe.ts';
import { judgeTarget } from '../judge/judge.ts';
import type { JudgeOptions } from '../judge/judge-options.ts';
import { resolveTarget, type Target } from '../judge/target.ts';
import { renderProbe } from '../report/probe.ts';
import { createProgress } from '../report/progress.ts';
import { EXIT_CODES } from '../verdict/exit-code.ts';
import type { ProbeCommand } from './arguments.ts';
import { withInterrupt } from './interrupt.ts';
import type { Terminal } from './terminal.ts';

/** Suites that no guarantee of the probe rests on. */
const NOT_ABOUT_CLAIMS = [REPAIR_SUITE_NAME, APPEND_SUITE_NAME, IDENTITY_SUITE_NAME];

/** `crashworthy probe <target>`: tries what the store might claim, and prints what nothing refuted. Exit 0 whatever it found. */
export async function probeCommand(command: ProbeCommand, terminal: Terminal): Promise<number> {
  const { target, effort, seed, models, depth, out, json } = command;
  const progress = createProgress(process.stderr, { enabled: process.stderr.isTTY === true });
  const run = await withInterrupt(async (signal) => {
    try {
      return await runAtStrongest(resolveTarget(target), {
        effort,
        seed,
        skip: NOT_ABOUT_CLAIMS,
        // Without the mildest crash, what the others show cannot be told from it.
        models: models.length === 0 ? [] : ['process-kill', ...models],
        ...(depth === undefined ? {} : { depth }),
        out,
        confirmKill: false,
        signal,
        onProgress: (now) => progress.update({ ...now, failures: [...now.failures] }),
      });
    } finally {
      progress.clear();
    }
  });
  const probe = composeProbe(run);
  terminal.print(json ? `${JSON.stringify(probe, null, 2)}\n` : renderProbe(probe, terminal));
  if (probe.interrupted) return EXIT_CODES.interrupted;
  return probe.findings.some(({ level }) => level === 'harness') ? EXIT_CODES['harness-error'] : EXIT_CODES.conforms;
}

/**
 * Judges the store as if it claimed to survive power loss, and to be for writers in many processes. One that is empty after closing and opening again cannot be judged so: it is
 * judged as one that survives nothing.
 *
 * @throws {Failure} as `judge`.
 */
async function runAtStrongest(target: Target, options: JudgeOptions): Promise<ProbedRun> {
  try {
    return await judgeTarget(target, options, { survives: 'power-loss', writers: 'many-processes' });
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'CW_ROUND_TRIP') throw error;
    const weakest = await judgeTarget(target, options, { survives: 'nothing', writers: 'many-processes' });
    return { ...weakest, notReopened: `after closing and opening it again, without any crash: ${error.message}` };
  }
}
