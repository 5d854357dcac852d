import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import type { Deviation } from './deviation.ts';
import { type Judged, judgeTrial } from './deviations.ts';
import { type KeepingHost, type LivedTrial, liveTrial } from './live-trial.ts';
import { plainly, type Trial } from './trial.ts';

/** A trial that was lived and judged. */
export interface Assessed<Image> extends Judged {
  readonly lived: LivedTrial<Image>;
}

/** A deviation, and the trial that shows it. */
export interface Found {
  readonly trial: Trial;
  readonly deviation: Deviation;
}

/** Lives trials on a host, and sees to it that what is lost is put down to what is unusual about a trial only where it goes well otherwise. */
export class Assessor<Image> {
  readonly #host: KeepingHost<Image>;
  readonly #claims: ResolvedClaims;

  constructor(host: KeepingHost<Image>, claims: ResolvedClaims) {
    this.#host = host;
    this.#claims = claims;
  }

  async assess(trial: Trial, { stacks = false }: { stacks?: boolean } = {}): Promise<Assessed<Image>> {
    const lived = await liveTrial(this.#host, trial, { stacks });
    const capabilities = lived.lives[0]?.life.report.capabilities;
    // It did not open at all: other suites say what is to be said of that.
    if (capabilities === undefined) return { deviations: [], untested: 'the store does not open', lived };
    return { ...judgeTrial(this.#host.keeping, lived, { claims: this.#claims, capabilities }), lived };
  }

  /** Whether the same operations go well where nothing is unusual. */
  async isGrounded({ trial, deviation: { kind } }: Found): Promise<boolean> {
    return kind !== 'lost' || (await this.assess(plainly(trial))).deviations.length === 0;
  }
}
