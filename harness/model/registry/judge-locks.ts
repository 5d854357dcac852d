import type { ResolvedRegistryClaims } from '../../contract/registry-claims.ts';
import type { RegistryDeviation } from './deviation.ts';
import {
  LOCK_NAMES,
  type LockName,
  type LockOwnerName,
  PAST_LOCK_MS,
  type ProcessState,
  type RegistryOperation,
} from './operation.ts';
import type { RegistryStep } from './step.ts';
import type { RegistryWorld } from './world.ts';

/** Who has a lock, as far as the registry has said. */
export type HeldLock =
  | { readonly by: LockOwnerName; readonly life: number; readonly deadSinceMs?: number; readonly mustBeFree: boolean }
  | { readonly by: 'nobody' }
  /** It was asked for and never answered, or something was done to it that need not work. */
  | { readonly by: 'doubtful' };

export type LocksHeld = { readonly [N in LockName]: HeldLock };

export const NO_LOCKS: LocksHeld = { workspace: { by: 'nobody' }, branch: { by: 'nobody' } };

interface LockMoment {
  readonly world: RegistryWorld;
  readonly life: number;
  readonly index: number;
  readonly claims: Pick<ResolvedRegistryClaims, 'survives' | 'locks'>;
}

/** Longer than that the clock jumps, and what gives a sign of life at intervals misses some. */
const LONGEST_PASS_MS = 2 * PAST_LOCK_MS;

/** What is wrong with what one step did to the locks, and who has them then. */
export function judgeLocks(
  held: LocksHeld,
  step: RegistryStep,
  moment: LockMoment,
): { readonly held: LocksHeld; readonly deviations: readonly RegistryDeviation[] } {
  const { operation } = step;
  const settled = mapLocks(held, (lock) => aged(lock, step, moment));
  switch (operation.op) {
    case 'lock': {
      const { lock, deviation } = taken(settled[operation.name], operation, step, moment);
      return { held: { ...settled, [operation.name]: lock }, deviations: deviation === undefined ? [] : [deviation] };
    }
    case 'unlock':
      return { held: { ...settled, [operation.name]: unlocked(settled[operation.name], operation, step) }, deviations: [] };
    case 'locks':
      return { held: settled, deviations: shown(settled, step, moment) };
    default:
      return { held: settled, deviations: [] };
  }
}

function mapLocks(held: LocksHeld, change: (lock: HeldLock) => HeldLock): LocksHeld {
  return { workspace: change(held.workspace), branch: change(held.branch) };
}

/** Notes since when the owner is dead, and that a sweep has had the time to see it. */
function aged(lock: HeldLock, { operation, fromMs }: RegistryStep, { world, life, claims }: LockMoment): HeldLock {
  if (lock.by === 'nobody' || lock.by === 'doubtful') return lock;
  if (operation.op === 'kill' && claims.survives === 'nothing') return { by: 'doubtful' };
  if (operation.op === 'pass' && operation.ms > LONGEST_PASS_MS && claims.locks === 'own-process' && lock.by === 'self')
    return lock.life === life ? { by: 'doubtful' } : lock;
  if (!isGone(stateOf(lock, world, life))) return { by: lock.by, life: lock.life, mustBeFree: false };
  const deadSinceMs = lock.deadSinceMs ?? fromMs;
  const swept = operation.op === 'sweep' && fromMs >= deadSinceMs + PAST_LOCK_MS;
  return { ...lock, deadSinceMs, mustBeFree: lock.mustBeFree || swept };
}

type TakeLock = Extract<RegistryOperation, { op: 'lock' }>;

function taken(
  lock: HeldLock,
  { name, owner }: TakeLock,
  step: RegistryStep,
  moment: LockMoment,
): { lock: HeldLock; deviation?: RegistryDeviation } {
  const own: HeldLock = { by: owner, life: moment.life, mustBeFree: false };
  if (step.outcome.how === 'killed') return { lock: { by: 'doubtful' } };
  const granted = step.outcome.how === 'done' && step.outcome.answer.is === 'granted' && step.outcome.answer.granted;
  const found =
    step.outcome.how === 'failed' ? `it was refused: ${step.outcome.problem}` : granted ? 'it was granted' : 'it was refused';
  const wrong = (kind: 'lock' | 'process', expected: string): RegistryDeviation => ({
    kind,
    step: moment.index,
    lock: name,
    expected: `the lock "${name}" ${expected}`,
    found: `when ${asker(owner)} asked for the lock "${name}", ${found}`,
  });
  if (lock.by === 'doubtful') return { lock: granted ? own : lock };
  if (lock.by === 'nobody')
    return granted ? { lock: own } : { lock, deviation: wrong('lock', 'is granted to who asks first, since nobody has it') };
  // Whether one who has it may ask again is the registry's own business.
  if (lock.by === owner && (owner !== 'self' || lock.life === moment.life)) return { lock: granted ? own : lock };
  const state = stateOf(lock, moment.world, moment.life);
  if (!isGone(state)) {
    if (!granted) return { lock };
    const kind = state === 'denied' ? 'process' : 'lock';
    return { lock: own, deviation: wrong(kind, `is refused: ${holder(lock, state)}`) };
  }
  if (granted || !lock.mustBeFree) return { lock: granted ? own : lock };
  return { lock, deviation: wrong(state === 'dead' ? 'lock' : 'process', `is granted: ${holder(lock, state)}`) };
}

function unlocked(lock: HeldLock, { owner }: Extract<RegistryOperation, { op: 'unlock' }>, { outcome }: RegistryStep): HeldLock {
  if (lock.by === 'nobody') return lock;
  return lock.by === owner && outcome.how === 'done' ? { by: 'nobody' } : { by: 'doubtful' };
}

function shown(held: LocksHeld, { outcome }: RegistryStep, { world, life, index }: LockMoment): RegistryDeviation[] {
  if (outcome.how !== 'done' || outcome.answer.is !== 'locks') return [];
  const { names } = outcome.answer;
  return LOCK_NAMES.flatMap((name): RegistryDeviation[] => {
    const lock = held[name];
    if (lock.by === 'nobody' || lock.by === 'doubtful') return [];
    const state = stateOf(lock, world, life);
    const isShown = names.includes(name);
    const found = `locks gave ${names.length === 0 ? 'none' : names.map((one) => `"${one}"`).join(', ')}`;
    const expected = `the lock "${name}" is ${isShown ? 'gone' : 'held'}: ${holder(lock, state)}`;
    if (!isGone(state))
      return isShown ? [] : [{ kind: state === 'denied' ? 'process' : 'lock', step: index, lock: name, expected, found }];
    if (!isShown || !lock.mustBeFree) return [];
    return [{ kind: state === 'dead' ? 'lock' : 'process', step: index, lock: name, expected, found }];
  });
}

type Holder = Extract<HeldLock, { life: number }>;
/** What has become of a lock's owner. A lock that was set by hand has none that could die. */
type OwnerState = ProcessState | 'person';

function stateOf({ by, life }: Holder, world: RegistryWorld, now: number): OwnerState {
  if (by === 'person') return 'person';
  if (by === 'self') return life === now ? 'alive' : 'dead';
  return world.owners[by].state;
}

function isGone(state: OwnerState): boolean {
  return state === 'dead' || state === 'zombie' || state === 'reused';
}

function asker(owner: LockOwnerName): string {
  return { one: 'a process', other: 'another process', self: 'the process of the registry', person: 'somebody by hand' }[owner];
}

function holder({ by }: Holder, state: OwnerState): string {
  if (state === 'person') return 'it was set by hand, and nobody has unset it';
  const owner = by === 'self' && state === 'dead' ? 'an earlier process of the registry' : asker(by);
  return {
    alive: `${owner} has it, and is alive`,
    denied: `${owner} has it, and is alive and somebody else's (EPERM)`,
    zombie: `${owner} had it, and has been a zombie since before the last sweep`,
    dead: `${owner} had it, and died long before the last sweep`,
    reused: `${owner} had it, and died long before the last sweep; its pid is now that of a process that started later`,
  }[state];
}
