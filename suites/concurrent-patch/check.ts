import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import { breaks } from './charges.ts';
import type { Deviation } from './deviation.ts';
import { deviationsOf } from './deviations.ts';
import type { JudgedRun } from './judged-run.ts';

/** The first thing that is wrong with one run and breaks the requirement. */
export function deviationOf(judged: JudgedRun, claims: ResolvedClaims, requirement: string): Deviation | undefined {
  return deviationsOf(judged, claims).find((deviation) => breaks(requirement, deviation, judged.aimed.program));
}

/**
 * Whether the second client was blocked wherever the first one was held in the middle of its operation: over all the runs of one program. Where it is
 * never in the middle of one (a store that does everything at once), nobody is held.
 */
export class OvertakingCheck {
  #held = 0;
  #passed = 0;

  /** Whether somebody was held in it. */
  note({ history }: Pick<JudgedRun, 'history'>): boolean {
    const back = (client: number) => history.filter((event) => event.client === client && event.type !== 'invoke').length;
    const called = (client: number) => history.filter((event) => event.client === client && event.type === 'invoke').length;
    if (called(0) === back(0)) return false;
    this.#held++;
    if (back(1) > 0) this.#passed++;
    return true;
  }

  get blocked(): boolean {
    return this.#held > 0 && this.#passed === 0;
  }
}
