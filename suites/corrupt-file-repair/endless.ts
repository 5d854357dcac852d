import type { Damage } from '../../harness/corruption/damage.ts';
import type { Operation } from '../../harness/model/operation.ts';
import { EndlessTrials } from '../../harness/suite/endless-trials.ts';
import type { FoundBy, Trial } from '../../harness/suite/suite.ts';
import { LOOPED } from '../../harness/verdict/looped.ts';
import type { CorruptFileCore } from './counterexample-core.ts';

/** The failure that a damage is if the store never comes back from it. */
export function trialOf(operations: readonly Operation[], damage: Damage): FoundBy<CorruptFileCore> {
  const expected = 'Whoever opens, reads or writes it is told in the end what is wrong.';
  const core: CorruptFileCore = { scenario: 'corrupt-file', operations: [...operations], damage, expected, observed: LOOPED };
  return { requirement: BROKEN_BY_LOOP[damage.kind] ?? 'REPAIR-1', core };
}

/** Where nothing is damaged. */
const BROKEN_BY_LOOP: { readonly [K in Damage['kind']]?: string } = { 'foreign-file': 'REPAIR-7', untouched: 'REPAIR-6' };

/** Damages that are not tried any more: those that the store never came back from, and from then on all of the same kind to the same file. */
export class EndlessDamages {
  readonly requirements: ReadonlySet<string>;
  readonly #known: EndlessTrials;
  readonly #kinds = new Set<string>();

  constructor(endless: readonly Trial[]) {
    this.#known = new EndlessTrials(endless);
    this.requirements = this.#known.requirements;
  }

  includes({ core }: FoundBy<CorruptFileCore>): boolean {
    const kind = `${core.damage.kind} ${core.damage.file}`;
    if (this.#known.includes(core)) this.#kinds.add(kind);
    return this.#kinds.has(kind);
  }
}
