import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import { expectationsOf, type HistoryEvent, statusesOf } from '../../harness/model/history.ts';
import type { Operation } from '../../harness/model/operation.ts';
import type { ModelState } from '../../harness/model/reference.ts';

/**
 * What counts as superseded before a read began: `acknowledged`, everything that was acknowledged by then; `settled`, everything that was
 * acknowledged before the writer was last at rest. Between an acknowledgement and the next rest a store may still be handing on what it was
 * given, which is for other suites to judge.
 */
export type Visibility = 'acknowledged' | 'settled';

/**
 * The versions of one session that a reader may be shown: `states[k]` is the one after the session's first k operations. All that had been
 * invoked when the read returned are there; those below `required` were superseded before it began. A store may show an older version (that
 * is staleness, which is no torn read), but must not miss a session that every version from `required` on has.
 */
export interface Versions {
  readonly states: readonly ModelState[];
  readonly required: number;
  /** Whether the step from `states[k]` to the next one was a group of records. */
  readonly groups: readonly boolean[];
}

/** Looks versions up by session and by the part of the history during which a read took place. */
export class VersionTable {
  readonly #operations: readonly Operation[];
  readonly #history: readonly HistoryEvent[];
  readonly #acknowledgedBy: ResolvedClaims['acknowledgedBy'];
  readonly #visibility: Visibility;
  readonly #known = new Map<string, Versions>();

  constructor(
    { operations, history }: { readonly operations: readonly Operation[]; readonly history: readonly HistoryEvent[] },
    { acknowledgedBy }: Pick<ResolvedClaims, 'acknowledgedBy'>,
    visibility: Visibility,
  ) {
    this.#operations = operations;
    this.#history = history;
    this.#acknowledgedBy = acknowledgedBy;
    this.#visibility = visibility;
  }

  /** @param since, until counts of history events. */
  versions(session: string, since: number, until: number): Versions {
    const key = `${since} ${until} ${session}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const { required } = this.#expectation(session, this.#visibility === 'settled' ? this.#lastRest(since) : since);
    const { states, operations } = this.#expectation(session, until);
    const groups = operations.map((index) => this.#operations[index]?.op === 'appendAll');
    const versions = { states, required, groups };
    this.#known.set(key, versions);
    return versions;
  }

  /** How many history events had happened when the last rest before these began. */
  #lastRest(events: number): number {
    const history = this.#history.slice(0, events);
    const rested = history.findLast(
      ({ type, operation }) => type === 'acknowledge' && this.#operations[operation]?.op === 'rest',
    );
    if (rested === undefined) return 0;
    return history.findIndex(({ type, operation }) => type === 'invoke' && operation === rested.operation);
  }

  #expectation(session: string, events: number) {
    const statuses = statusesOf(this.#history.slice(0, events), this.#operations.length);
    const [expectation] = expectationsOf(this.#operations, statuses, [session], { acknowledgedBy: this.#acknowledgedBy });
    if (expectation === undefined) throw new Error(`no expectation for ${session}`);
    return expectation;
  }
}
