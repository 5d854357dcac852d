import type { Primitive } from '../../harness/disk/kernel.ts';
import { brokenByLoop, type Endless } from './endless.ts';
import { type Explorer, isOfClient } from './explore.ts';
import type { FaultCase } from './fault-case.ts';
import type { FaultWorkload } from './fault-workload.ts';
import { type FaultPlan, faultsOf } from './faults.ts';

/** What is left out since it takes too long, as it becomes known. */
export interface Endings {
  /** Primitives whose failure hung the store: each hang costs ten minutes of simulated time. */
  readonly hung: Set<Primitive>;
  readonly endless: Endless;
}

/** A case beside the one of the same workload without a failure. */
export interface ComparedCase {
  readonly faultCase: FaultCase;
  readonly unharmed?: FaultCase;
}

/**
 * Every failure of one workload, the likeliest first.
 *
 * @param endings what hangs or never comes back, and is left out.
 */
export async function* casesOf<Image>(
  explorer: Explorer<Image>,
  workload: FaultWorkload,
  plan: FaultPlan,
  { hung, endless }: Endings,
): AsyncGenerator<ComparedCase> {
  if (isWithoutFailure(workload) && endless.includes(workload)) return;
  const { life, faultCase: unharmed, refused } = await explorer.unharmed(workload);
  if (isWithoutFailure(workload)) {
    yield { faultCase: unharmed };
    return;
  }
  // What it refuses without a failure it refuses for reasons of its own, and may for any of them.
  if (refused.length > 0) return;
  for (const { fault, primitive, at } of faultsOf(life.trace, isOfClient(unharmed), plan)) {
    if (hung.has(primitive) || endless.includes(workload, fault, primitive)) continue;
    const { faultCase } = await explorer.harmed(workload, fault, { ifEndless: brokenByLoop(fault, at, unharmed) });
    if (faultCase.report.misbehaved?.kind === 'hung') hung.add(primitive);
    yield { faultCase, unharmed };
  }
}

/** What is asked of a disk that works: what is done over and over; what a backend fails to do; what is closed, and then written to, or while it is written; and what cannot be serialised. */
export function isWithoutFailure(workload: FaultWorkload): boolean {
  const { closesAtOnce, unawaited, repeated, backend, afterClose, unserialisable } = workload;
  return (
    backend !== undefined ||
    unserialisable !== undefined ||
    repeated !== undefined ||
    unawaited === true ||
    (closesAtOnce === true && afterClose.length > 0)
  );
}
