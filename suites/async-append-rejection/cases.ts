import type { DiskFault } from '../../harness/disk/fault.ts';
import { type Explorer, isOfClient } from './explore.ts';
import type { FaultCase } from './fault-case.ts';
import type { FaultWorkload } from './fault-workload.ts';
import { type FaultPlan, faultsOf } from './faults.ts';

/** A case beside the one of the same workload without a failure. */
export interface ComparedCase {
  readonly faultCase: FaultCase;
  readonly unharmed?: FaultCase;
}

/** Every failure of one workload, the likeliest first. */
export async function* casesOf<Image>(
  explorer: Explorer<Image>,
  workload: FaultWorkload,
  plan: FaultPlan,
): AsyncGenerator<ComparedCase> {
  const { life, faultCase: unharmed } = await explorer.unharmed(workload);
  if (isWithoutFailure(workload)) {
    yield { faultCase: unharmed };
    return;
  }
  for (const fault of faultsOf(life.trace, isOfClient(unharmed), plan)) {
    yield { faultCase: await harmed(explorer, workload, fault), unharmed };
  }
}

/** What is asked of a disk that works: what is closed, and then written to; and what cannot be serialised. */
export function isWithoutFailure({ closesAtOnce, afterClose, unserialisable }: FaultWorkload): boolean {
  return unserialisable !== undefined || (closesAtOnce === true && afterClose.length > 0);
}

async function harmed<Image>(explorer: Explorer<Image>, workload: FaultWorkload, fault: DiskFault): Promise<FaultCase> {
  return (await explorer.harmed(workload, fault)).faultCase;
}
