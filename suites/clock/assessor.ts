import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import type { Host } from '../../harness/host/host.ts';
import type { Deviation } from './deviation.ts';
import { deviationsOf } from './deviations.ts';
import { type LivedTrial, liveTrial } from './live-trial.ts';
import { type Trial, withUsualClock } from './trial.ts';

/** A trial that was lived and judged. */
export interface Assessed<Image> {
  readonly lived: LivedTrial<Image>;
  readonly deviations: readonly Deviation[];
}

/** A deviation, and the trial that shows it. */
export interface Found {
  readonly trial: Trial;
  readonly deviation: Deviation;
}

/** Lives trials on a host, and sees to it that what goes wrong is put down to the clock only where a usual one goes well. */
export class Assessor<Image> {
  readonly #host: Host<Image>;
  readonly #claims: ResolvedClaims;

  constructor(host: Host<Image>, claims: ResolvedClaims) {
    this.#host = host;
    this.#claims = claims;
  }

  async assess(trial: Trial, { stacks = false }: { stacks?: boolean } = {}): Promise<Assessed<Image>> {
    const lived = await liveTrial(this.#host, trial, { stacks });
    const capabilities = lived.lives[0]?.life.report.capabilities;
    // It did not open at all: other suites say what is to be said of that.
    if (capabilities === undefined) return { lived, deviations: [] };
    return { lived, deviations: deviationsOf(lived, { claims: this.#claims, capabilities }) };
  }

  /** Whether nothing goes wrong in the same trial with a clock that does nothing unusual. */
  async goesWellUsually(trial: Trial): Promise<boolean> {
    const { lived, deviations } = await this.assess(usual(trial, this.#host));
    return deviations.length === 0 && lived.lives.length === trial.reopenings.length + 1;
  }

  /** The first deviation of a trial, if the clock is to blame for it. */
  async firstOf(trial: Trial): Promise<Found | undefined> {
    const { deviations } = await this.assess(trial);
    const [deviation] = deviations;
    if (deviation === undefined || !(await this.goesWellUsually(trial))) return undefined;
    return { trial, deviation };
  }
}

/** Where the clock is real, it does what it does. */
function usual(trial: Trial, { abilities }: Pick<Host<unknown>, 'abilities'>): Trial {
  const usualClock = withUsualClock(trial);
  return abilities.has('virtual-time') ? usualClock : { ...usualClock, apartMs: 0 };
}
