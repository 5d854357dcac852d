import fc from 'fast-check';
import type { ResolvedRegistryClaims } from '../../contract/registry-claims.ts';
import {
  ANSWERS,
  LISTED_AS,
  LOCK_NAMES,
  LOCK_OWNERS,
  PAST_GRACE_MS,
  PAST_LOCK_MS,
  PAST_TTL_MS,
  PROCESS_STATES,
  REGISTRY_SESSIONS,
  REGISTRY_SOURCES,
  type RegistryOperation,
  STARTED_AT,
} from './operation.ts';

/** Sequences of operations that a registry of these claims can be asked. Equal seeds give equal ones. */
export function randomRegistryRuns(
  claims: ResolvedRegistryClaims,
  { count, length, seed }: { count: number; length: number; seed: number },
): RegistryOperation[][] {
  if (count === 0) return [];
  const runs = fc.array(operation(claims), { minLength: 4, maxLength: length, size: 'max' });
  return fc.sample(runs, { seed, numRuns: count });
}

function operation(claims: ResolvedRegistryClaims): fc.Arbitrary<RegistryOperation> {
  const session = fc.constantFrom(...REGISTRY_SESSIONS);
  const tells = claims.status !== 'nothing';
  const keeps = tells || claims.launches === 'kept';
  const always: fc.WeightedArbitrary<RegistryOperation>[] = [
    {
      weight: 4,
      arbitrary: fc.record({
        op: fc.constant('pass'),
        ms: fc.constantFrom(10, 10_000, PAST_GRACE_MS, PAST_GRACE_MS, PAST_LOCK_MS, PAST_TTL_MS),
      }),
    },
    { weight: 3, arbitrary: fc.constant({ op: 'sweep' }) },
    { weight: 1, arbitrary: fc.constant({ op: 'kill' }) },
    { weight: 1, arbitrary: fc.record({ op: fc.constant('kill'), changes: fc.nat(12) }) },
  ];
  const sessions: fc.WeightedArbitrary<RegistryOperation>[] = [
    {
      weight: 4,
      arbitrary: fc.record({
        op: fc.constant('launch'),
        session,
        pid: fc.constantFrom('known', 'known', 'unknown'),
        startedAt: fc.constantFrom('now', ...STARTED_AT),
      }),
    },
    { weight: 4, arbitrary: fc.record({ op: fc.constant('lists'), session, as: fc.constantFrom(...LISTED_AS) }) },
    { weight: 4, arbitrary: fc.record({ op: fc.constant('process'), session, becomes: fc.constantFrom(...PROCESS_STATES) }) },
    { weight: 2, arbitrary: fc.constant({ op: 'stored' }) },
  ];
  const statuses: fc.WeightedArbitrary<RegistryOperation>[] = [
    {
      weight: 4,
      arbitrary: fc.record({
        op: fc.constant('answers'),
        source: fc.constantFrom(...REGISTRY_SOURCES),
        how: fc.constantFrom('lists', 'lists', 'lists', ...ANSWERS),
      }),
    },
    { weight: 2, arbitrary: fc.record({ op: fc.constant('wrapper-ends'), session, told: fc.boolean() }) },
    { weight: 6, arbitrary: fc.record({ op: fc.constant('status'), session }) },
    { weight: 6, arbitrary: fc.constant({ op: 'list' }) },
  ];
  return fc.oneof(...always, ...(keeps ? sessions : []), ...(tells ? statuses : []), ...locking(claims));
}

function locking({ locks, manualLocks }: ResolvedRegistryClaims): fc.WeightedArbitrary<RegistryOperation>[] {
  const owners = LOCK_OWNERS.filter((owner) => {
    if (owner === 'person') return manualLocks === 'kept';
    return owner === 'self' ? locks !== 'none' : locks === 'any-process';
  });
  if (owners.length === 0) return [];
  const name = fc.constantFrom(...LOCK_NAMES);
  const owner = fc.constantFrom(...owners);
  return [
    { weight: 3, arbitrary: fc.record({ op: fc.constant('lock'), name, owner }) },
    { weight: 1, arbitrary: fc.record({ op: fc.constant('unlock'), name, owner }) },
    { weight: 2, arbitrary: fc.constant({ op: 'locks' }) },
    {
      weight: 1,
      arbitrary: fc.record({
        op: fc.constant('owner'),
        owner: fc.constantFrom('one', 'other'),
        becomes: fc.constantFrom(...PROCESS_STATES),
      }),
    },
  ];
}
