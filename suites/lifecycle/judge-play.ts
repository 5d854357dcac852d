import type { ResolvedPoolClaims } from '../../harness/contract/pool-claims.ts';
import { applyEvent } from '../../harness/model/pool/apply-event.ts';
import { POOL_CONFIG } from '../../harness/model/pool/command.ts';
import type { PoolEvent } from '../../harness/model/pool/event.ts';
import { PoolLedger } from '../../harness/model/pool/ledger.ts';
import type { LifecycleRequirement, PoolDeviation } from './requirement.ts';

/** What a play says of each requirement. */
export interface JudgedPlay {
  /** Ids of those that it put to the test. */
  readonly tested: ReadonlySet<string>;
  /** The first event that deviates, and what it deviates from. */
  readonly deviations: readonly { readonly requirement: string; readonly deviation: PoolDeviation; readonly at: number }[];
}

/** Holds what was seen of a pool against the reference. Pure. */
export function judgePlay(
  { events, sweeps }: { readonly events: readonly PoolEvent[]; readonly sweeps: boolean },
  requirements: readonly LifecycleRequirement[],
  claims: ResolvedPoolClaims,
): JudgedPlay {
  const ledger = new PoolLedger(claims, POOL_CONFIG, { sweeps });
  const tested = new Set<string>();
  for (const [at, event] of events.entries()) {
    ledger.nowMs = event.atMs;
    const deviations = requirements.flatMap((requirement) => {
      const watched = requirement.watch(event, ledger);
      if (watched !== undefined) tested.add(requirement.id);
      return watched === undefined || watched === 'tested' ? [] : [{ requirement: requirement.id, deviation: watched, at }];
    });
    if (deviations.length > 0) return { tested, deviations };
    applyEvent(event, ledger);
  }
  return { tested, deviations: [] };
}
