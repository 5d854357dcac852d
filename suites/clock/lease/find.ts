import type { Host } from '../../../harness/host/host.ts';
import type { StoreTraits } from '../../../harness/suite/subject.ts';
import { DAY_MS, HOUR_MS } from '../trial.ts';
import type { LeaseCore } from './counterexample-core.ts';
import { madeFirst, playLease } from './play-lease.ts';

const LEASE_MS = 60_000;
const BY_MS = [HOUR_MS, -HOUR_MS, DAY_MS, -DAY_MS] as const;

export interface FoundLease {
  readonly core?: LeaseCore;
  /** How often the clock was set while somebody had a lease. */
  readonly checked: number;
  /** Why nothing was. */
  readonly untested?: string;
}

const NOBODY = 'nobody got a lease and appended with it while another instance was open';

/** The first setting of the clock by which two have the lease of one session. Without one the other instance has to be told that it cannot have it. */
export async function findLease(host: Host<unknown>, { capabilities }: StoreTraits): Promise<FoundLease> {
  const trial = { operations: madeFirst(capabilities), forMs: LEASE_MS };
  const usual = await playLease(host, { ...trial, byMs: 0 });
  if (usual.passed?.first !== true) return { checked: 0, untested: NOBODY };
  if (usual.passed.second) return { checked: 0, untested: 'two have the lease of one session, whatever the clock shows' };
  let checked = 0;
  for (const byMs of BY_MS) {
    const { deviation, passed } = await playLease(host, { ...trial, byMs });
    if (passed?.first === true) checked++;
    if (deviation !== undefined) return { checked, core: { scenario: 'clock-lease', ...trial, byMs, ...deviation } };
  }
  return checked === 0 ? { checked, untested: NOBODY } : { checked };
}
