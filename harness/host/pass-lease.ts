import type { Adapter } from '../contract/adapter.ts';
import type { Json, SessionStore } from '../contract/session-store.ts';
import type { Outcome } from './problem.ts';
import type { Runtime } from './runtime.ts';

/** A holder gets the lease and appends; somebody sets the clock; another instance asks for the lease; whoever got one appends. */
export interface LeaseStep {
  readonly do: 'lease';
  readonly session: string;
  readonly forMs: number;
  /** By how much the clock is set while the first one has the lease. */
  readonly byMs: number;
}

/** Who got the lease, and what became of what they appended. */
export interface PassedLease {
  /** Whether the holder got it, and then appended, and another instance was opened. */
  readonly first: boolean;
  /** Whether the other one got it after the clock was set. */
  readonly second: boolean;
  /** What was appended after the other one had got it, in this order. */
  readonly appends: readonly LeasedAppend[];
}

export interface LeasedAppend {
  readonly by: 'first' | 'second';
  readonly record: Json;
  readonly outcome: Outcome;
}

interface Place {
  readonly adapter: Adapter;
  readonly dir: string;
  readonly store: SessionStore;
  readonly runtime: Pick<Runtime, 'settle'>;
  readonly stepClock?: (step: { readonly do: 'step-clock'; readonly byMs: number }) => void;
}

const NOBODY: PassedLease = { first: false, second: false, appends: [] };

export async function passLease({ session, forMs, byMs }: LeaseStep, place: Place): Promise<PassedLease> {
  const { adapter, dir, store, runtime, stepClock } = place;
  const acquired = async (by: SessionStore): Promise<Json | undefined> => {
    const answer = await runtime.settle(async () => (await by.acquire?.(session, forMs)) ?? null);
    return answer.ok ? (answer.value ?? undefined) : undefined;
  };
  const append = async (by: 'first' | 'second', nth: number, lease: Json): Promise<LeasedAppend> => {
    const record = { by, nth };
    const holder = by === 'first' ? store : another;
    return { by, record, outcome: await runtime.settle(async () => void (await holder.append?.(session, record, { lease }))) };
  };
  let another = store;
  const lease = await acquired(store);
  if (lease === undefined || !(await append('first', 1, lease)).outcome.ok) return NOBODY;
  stepClock?.({ do: 'step-clock', byMs });
  const opened = await runtime.settle<SessionStore>(() => adapter.open({ dir, onError: () => {} }));
  // Where nobody else can open the store nothing was passed on.
  if (!opened.ok) return NOBODY;
  another = opened.value;
  const next = await acquired(another);
  const appends = next === undefined ? [] : [await append('second', 1, next), await append('first', 2, lease)];
  if (another.close !== undefined) await runtime.settle(async () => void (await another.close?.()));
  return { first: true, second: next !== undefined, appends };
}
