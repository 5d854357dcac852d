import type { Adapter } from '../contract/adapter.ts';
import type { SessionStore } from '../contract/session-store.ts';
import type { Operation } from '../model/operation.ts';
import { callOperation } from './call-operation.ts';
import type { Outcome } from './problem.ts';
import type { Runtime } from './runtime.ts';
import { type Snapshot, takeSnapshot } from './snapshot.ts';

/** A second store on a directory of its own. */
export interface Beside {
  readonly opened: Outcome;
  /** What it showed before anything was written to it, and after; empty if it did not open. */
  readonly snapshots: readonly Snapshot[];
}

interface Context {
  readonly adapter: Adapter;
  readonly runtime: Runtime;
  /** An existing, empty directory. */
  readonly besideDir?: string;
}

/** Opens the store a second time in this life, on another directory, looks into it, uses it, looks again, and closes it. */
export async function openBeside(
  { operations, sessions }: { readonly operations: readonly Operation[]; readonly sessions: readonly string[] },
  { adapter, runtime, besideDir }: Context,
): Promise<Beside> {
  if (besideDir === undefined) throw new Error('the host has no second directory');
  const opened = await runtime.settle<SessionStore>(() => adapter.open({ dir: besideDir, onError: () => {} }));
  if (!opened.ok) return { opened, snapshots: [] };
  const store = opened.value;
  const snapshots: Snapshot[] = [await takeSnapshot(sessions, { store, runtime })];
  for (const operation of operations) await runtime.settle(async () => void (await callOperation(store, operation)));
  snapshots.push(await takeSnapshot(sessions, { store, runtime }));
  if (store.close !== undefined) await runtime.settle(async () => void (await store.close?.()));
  return { opened: { ok: true, value: undefined }, snapshots };
}
