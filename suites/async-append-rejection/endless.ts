import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import type { DiskFault } from '../../harness/disk/fault.ts';
import type { Primitive } from '../../harness/disk/kernel.ts';
import { EndlessTrials } from '../../harness/suite/endless-trials.ts';
import type { Trial } from '../../harness/suite/suite.ts';
import { LOOPED } from '../../harness/verdict/looped.ts';
import { coreOfWorkload } from './counterexample-core.ts';
import type { FaultCase } from './fault-case.ts';
import type { FaultWorkload } from './fault-workload.ts';

/** The failure that a case is if the store never comes back from it; `undefined` where no requirement can be named. */
export function trialOf(
  workload: FaultWorkload,
  fault: DiskFault | undefined,
  requirement: string | undefined,
): Trial | undefined {
  if (requirement === undefined) return undefined;
  const expected = fault === undefined ? 'Every call comes back.' : 'When the disk has healed every call comes back.';
  return { requirement, core: coreOfWorkload(workload, fault, { expected, observed: LOOPED }) };
}

/** What a store breaks that goes on without end when one call of its life fails: by the operation that it belonged to. @param at index in that life's trace. */
export function brokenByLoop(
  fault: DiskFault,
  at: number,
  { timeline, report, claims }: Pick<FaultCase, 'timeline' | 'report' | 'claims'>,
): string {
  if (fault.manner === 'short' && fault.thenFails !== true) return 'APPEND-14';
  const index = timeline.spans.findIndex((span) => span !== undefined && at > span.from && at < (span.to ?? timeline.end));
  const op = report.operations[index]?.op;
  const inBackground = op === undefined || op === 'flush' || op === 'rest' || (op === 'append' && claims.append === 'queued');
  if (inBackground && isAcceptedFirst(claims)) return 'APPEND-2';
  return op === 'append' && claims.append === 'awaited' ? 'APPEND-5' : 'APPEND-11';
}

function isAcceptedFirst({ append, acknowledgedBy }: ResolvedClaims): boolean {
  return append === 'queued' || acknowledgedBy === 'flush';
}

/** Failures that are not tried any more: those that never came back, and from then on all of the same kind. */
export class Endless {
  readonly #known: EndlessTrials;
  readonly #kinds = new Set<string>();

  constructor(endless: readonly Trial[]) {
    this.#known = new EndlessTrials(endless);
  }

  /** The requirements that have failed so. */
  get requirements(): ReadonlySet<string> {
    return this.#known.requirements;
  }

  /** @param primitive the one that the fault hits first; absent without a fault. */
  includes(workload: FaultWorkload, fault?: DiskFault, primitive?: Primitive): boolean {
    if (this.#known.requirements.size === 0) return false;
    const kind = fault === undefined ? undefined : `${fault.manner} ${primitive}`;
    if (kind !== undefined && this.#kinds.has(kind)) return true;
    const known = this.#known.includes(coreOfWorkload(workload, fault, { expected: '', observed: '' }));
    if (known && kind !== undefined) this.#kinds.add(kind);
    return known;
  }
}
