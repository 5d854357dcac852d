import type { Primitive } from '../../harness/disk/kernel.ts';
import { type Explorer, isOfClient } from './explore.ts';
import type { FaultCase } from './fault-case.ts';
import type { FaultWorkload } from './fault-workload.ts';
import { type FaultPlan, faultsOf } from './faults.ts';

/** A case beside the one of the same workload without a failure. */
export interface ComparedCase {
  readonly faultCase: FaultCase;
  readonly unharmed?: FaultCase;
}

/**
 * Every failure of one workload, the likeliest first.
 *
 * @param hung primitives whose failure hung the store, which are not tried again: each hang costs ten minutes of simulated time.
 */
export async function* casesOf<Image>(
  explorer: Explorer<Image>,
  workload: FaultWorkload,
  plan: FaultPlan,
  hung: Set<Primitive> = new Set(),
): AsyncGenerator<ComparedCase> {
  const { life, faultCase: unharmed, refused } = await explorer.unharmed(workload);
  if (isWithoutFailure(workload)) {
    yield { faultCase: unharmed };
    return;
  }
  // What it refuses without a failure it refuses for reasons of its own, and may for any of them.
  if (refused.length > 0) return;
  for (const { fault, primitive } of faultsOf(life.trace, isOfClient(unharmed), plan)) {
    if (hung.has(primitive)) continue;
    const { faultCase } = await explorer.harmed(workload, fault);
    if (faultCase.report.misbehaved?.kind === 'hung') hung.add(primitive);
    yield { faultCase, unharmed };
  }
}

/** What is asked of a disk that works: what is done over and over; what is closed, and then written to, or while it is written; and what cannot be serialised. */
export function isWithoutFailure({ closesAtOnce, unawaited, repeated, afterClose, unserialisable }: FaultWorkload): boolean {
  return (
    unserialisable !== undefined ||
    repeated !== undefined ||
    unawaited === true ||
    (closesAtOnce === true && afterClose.length > 0)
  );
}
