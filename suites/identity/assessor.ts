import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import type { Host } from '../../harness/host/host.ts';
import { type Operation, sessionOf } from '../../harness/model/operation.ts';
import type { StoreTraits } from '../../harness/suite/subject.ts';
import type { Deviation, SessionDeviation } from './deviation.ts';
import { type Judged, judgeTrial } from './deviations.ts';
import { escapesOf, NOTHING_OUTSIDE, type UsualOutside, usualOutside } from './escapes.ts';
import { type LivedTrial, liveTrial } from './live-trial.ts';
import { longDeviations } from './long-deviations.ts';
import { type Trial, withoutOperations, withPlainIds } from './trial.ts';
import { idTrial } from './trials.ts';

/** A trial that was lived and judged. */
export interface Assessed<Image> extends Judged {
  readonly lived: LivedTrial<Image>;
}

/** A deviation, and the trial that shows it. */
export interface Found {
  readonly trial: Trial;
  readonly deviation: Deviation;
}

/** Lives trials on a host, and sees to it that what goes wrong is put down to ids and payloads only where plain ones go well. */
export class Assessor<Image> {
  readonly #host: Host<Image>;
  readonly #claims: ResolvedClaims;
  #usual: UsualOutside | undefined;

  constructor(host: Host<Image>, claims: ResolvedClaims) {
    this.#host = host;
    this.#claims = claims;
  }

  async assess(trial: Trial, { stacks = false }: { stacks?: boolean } = {}): Promise<Assessed<Image>> {
    const lived = await liveTrial(this.#host, trial, { stacks });
    const capabilities = lived.lives[0]?.life.report.capabilities;
    // It did not open at all: other suites say what is to be said of that.
    if (capabilities === undefined) return { deviations: [], lostSigns: [], reserved: [], lived };
    const traits = { claims: this.#claims, capabilities };
    if (trial.kind === 'long')
      return { deviations: longDeviations(lived, { claims: this.#claims, capabilities }), lostSigns: [], reserved: [], lived };
    const usual = trial.kind === 'ids' ? await this.#usualOutside(traits) : NOTHING_OUTSIDE;
    const judged = judgeTrial(lived, traits);
    const escapes = escapesOf(lived, usual);
    // A session that is kept elsewhere is also missing here.
    return { ...judged, deviations: escapes.length > 0 ? escapes : judged.deviations, lived };
  }

  /** What the deviation comes down to, in the trial that shows that: `undefined` where neither an id nor a payload is to blame. */
  async grounded({ trial, deviation }: Found): Promise<Found | undefined> {
    switch (deviation.kind) {
      case 'confused':
        return this.#apart(trial, deviation);
      case 'unusable':
      case 'listed':
        return (await this.#goesWell(withPlainIds(trial), deviation.kind)) ? { trial, deviation } : undefined;
      case 'changed':
      case 'refused':
        return (await this.#goesWell(withPlainPayloads(trial), deviation.kind)) ? { trial, deviation } : undefined;
      case 'escaped':
      case 'aliased':
      case 'leaked':
      case 'shared':
      case 'cut':
        return { trial, deviation };
    }
  }

  /** What goes wrong with one session alone has nothing to do with the others. */
  async #apart(trial: Trial, deviation: SessionDeviation<'confused'>): Promise<Found | undefined> {
    const { session } = deviation;
    if (session === undefined) return undefined;
    const alone = withoutOperations(
      { ...trial, sessions: [session] },
      (operation) => (sessionOf(operation) ?? session) !== session,
    );
    const { deviations } = await this.assess(alone);
    const same = deviations.find(({ kind }) => kind === 'unusable');
    return same === undefined ? { trial, deviation } : this.grounded({ trial: alone, deviation: same });
  }

  async #goesWell(trial: Trial, kind: Deviation['kind']): Promise<boolean> {
    return !(await this.assess(trial)).deviations.some((deviation) => deviation.kind === kind);
  }

  async #usualOutside(traits: StoreTraits): Promise<UsualOutside> {
    if (this.#usual === undefined) {
      const plain = withPlainIds(idTrial(['one', 'other'], traits));
      this.#usual = usualOutside(await liveTrial(this.#host, plain));
    }
    return this.#usual;
  }
}

function withPlainPayloads(trial: Trial): Trial {
  const plain = (operation: Operation, index: number): Operation => {
    if (operation.op === 'create')
      return { ...operation, fields: Object.keys(operation.fields).length === 0 ? {} : { made: 'plain' } };
    if (operation.op === 'patch') return { ...operation, fields: { [`plain${index}`]: index } };
    if (operation.op === 'rewrite') return { ...operation, records: [{ plain: index }] };
    return operation.op === 'append' ? { ...operation, record: { plain: index } } : operation;
  };
  return { ...trial, operations: trial.operations.map(plain) };
}
