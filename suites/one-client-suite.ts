import type { ResolvedClaims } from '../harness/contract/claims.ts';
import type { Host } from '../harness/host/host.ts';
import type { FailureCore } from '../harness/suite/failure-core.ts';
import { ofStores, type StoreRequirement, wanted } from '../harness/suite/store-requirement.ts';
import type { StoreSubject } from '../harness/suite/subject.ts';
import type { FoundBy, ReplayOptions, ReplayOutcome, Suite } from '../harness/suite/suite.ts';
import { LOOPED, LOOPS_EVERYWHERE } from '../harness/verdict/looped.ts';
import { eventOfOneClient, type OneClientContext, type OneClientEvent } from './one-client-run.ts';

interface OneClientParts<Core extends FailureCore, Requirement extends StoreRequirement>
  extends Pick<Suite<StoreSubject, Core>, 'name' | 'level' | 'loss' | 'needs' | 'tallies' | 'scenarios' | 'during'> {
  /** Why a failure cannot be had in a real process; absent where all can. */
  readonly notInReality?: (core: Core) => string | undefined;
  readonly requirements: readonly Requirement[];
  run(context: OneClientContext<unknown, Requirement>): AsyncGenerator<OneClientEvent<Core>>;
  replay(host: Host<unknown>, found: FoundBy<Core>, options: OneClientReplay): Promise<ReplayOutcome>;
}

export interface OneClientReplay extends Pick<ReplayOptions, 'onCrash'> {
  readonly claims: ResolvedClaims;
}

/** A suite that runs one client of a store at a time, whose failures are tried in a real process too. */
export function oneClientSuite<Core extends FailureCore, Requirement extends StoreRequirement>(
  parts: OneClientParts<Core, Requirement>,
): Suite<StoreSubject, Core> {
  const { requirements, run, replay, notInReality, ...others } = parts;
  return {
    ...others,
    subject: 'store',
    requirements: ofStores(requirements),
    async *run({ subject: { host, claims, capabilities }, requirements: ids, effort, seed, endless, onPlace: tell }) {
      const onPlace: NonNullable<OneClientContext<unknown, Requirement>['onPlace']> = (operations, trial) =>
        tell(operations, undefined, trial);
      const context = { host, claims, capabilities, effort, seed, endless, onPlace, requirements: wanted(requirements, ids) };
      for await (const event of run(context)) yield eventOfOneClient(event);
    },
    replay: ({ host, claims }, found, { onCrash }) =>
      replay(host, found, { claims, ...(onCrash === undefined ? {} : { onCrash }) }),
    inReality: (core) => {
      const notPossible = core.observed === LOOPED ? LOOPS_EVERYWHERE : notInReality?.(core);
      return { how: 'real-processes', ...(notPossible === undefined ? {} : { notPossible }) };
    },
  };
}
