import { suites } from '../../suites/index.ts';
import { Failure } from '../contract/failure.ts';
import type { ProbedRun } from '../suite/probe.ts';
import type { ProbeReport } from '../verdict/probe-report.ts';
import { composeProbe } from './compose-probe.ts';
import { type JudgedTarget, judgeTarget } from './judge.ts';
import type { JudgeOptions } from './judge-options.ts';
import { onlyStoresAreProbed } from './only-stores-are-probed.ts';
import { SUITE_NAMES } from './requirements.ts';
import { areStoreClaims } from './store-claims.ts';
import type { Target } from './target.ts';

/** Tries what a store might claim, and says what nothing refuted. @throws {Failure} as `judge`. */
export async function probeTarget(target: Target, options: JudgeOptions): Promise<ProbeReport> {
  // No guarantee rests on the others.
  const probing = suites.filter(({ probe }) => probe !== undefined).map(({ name }) => name);
  const skip = SUITE_NAMES.filter((name) => !probing.includes(name));
  return composeProbe(await runAtStrongest(target, { ...options, skip }), suites);
}

/**
 * Judges the store as if it claimed to survive power loss, and to be for writers in many processes. One that is empty after closing and opening again cannot be judged so: it is
 * judged as one that survives nothing.
 */
async function runAtStrongest(target: Target, options: JudgeOptions): Promise<ProbedRun> {
  try {
    return probed(await judgeTarget(target, options, { survives: 'power-loss', writers: 'many-processes' }));
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'CW_ROUND_TRIP') throw error;
    const weakest = await judgeTarget(target, options, { survives: 'nothing', writers: 'many-processes' });
    return { ...probed(weakest), notReopened: `after closing and opening it again, without any crash: ${error.message}` };
  }
}

function probed({ report, declared, details }: JudgedTarget): ProbedRun {
  if (!areStoreClaims(declared)) throw onlyStoresAreProbed(report.store.target, report.store.kind);
  return { report, declared, details };
}
