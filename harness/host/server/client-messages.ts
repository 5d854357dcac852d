import type { ServiceKind, ServicePlace } from '../../contract/served-adapter.ts';
import type { Json } from '../../contract/session-store.ts';
import type { Capabilities } from '../../model/capabilities.ts';
import type { Operation } from '../../model/operation.ts';
import type { LifePlan, LifeReport } from '../life.ts';
import type { Outcome, Problem } from '../problem.ts';
import type { Snapshot } from '../snapshot.ts';

/** Where a store is opened. */
export interface OpenedAt {
  readonly dir: string;
  readonly services: { readonly [S in ServiceKind]?: ServicePlace };
  readonly ttlMs: number;
}

/** What a process that hosts a store is told. Each is answered once, under its number. */
export type ClientCommand =
  | { readonly do: 'open'; readonly place: OpenedAt }
  /** `lease`: what `acquire` has returned. */
  | { readonly do: 'call'; readonly operation: Operation; readonly lease?: Json }
  | { readonly do: 'acquire'; readonly session: string; readonly forMs: number }
  | { readonly do: 'snapshot'; readonly sessions: readonly string[] }
  /** Reads one session and lists none; answered by a snapshot. */
  | { readonly do: 'read'; readonly session: string }
  | { readonly do: 'close' }
  /** Opens the store on these servers, does what a plan says, and closes it where that says so. */
  | { readonly do: 'live'; readonly place: OpenedAt; readonly plan: LifePlan }
  /** What has come of the life that a plan says, as far as it has got. */
  | { readonly do: 'report' }
  /** Answered when everything that was ready to go on has gone on. */
  | { readonly do: 'look' }
  /** Lets time pass up to the next timer, and runs it; where there is none, `otherwiseMs`. */
  | { readonly do: 'pass'; readonly otherwiseMs?: number };

export interface ClientAnswer {
  /** Of `open`, `call` and `close`. */
  readonly outcome?: Outcome;
  /** Of `open`. */
  readonly capabilities?: Capabilities;
  readonly snapshot?: Snapshot;
  /** Of `acquire`: `null` where somebody else has the lease. */
  readonly lease?: Json;
  /** Of `live` and `report`. */
  readonly report?: LifeReport;
  readonly looked?: Looked;
  /** Of `pass`: how much time passed, in virtual milliseconds; absent where there was no timer. */
  readonly passedMs?: number;
  /** What had been thrown by then where nobody could catch it. */
  readonly stray?: Problem;
}

/** What a process is at, besides what came of it. */
export interface Looked {
  /** No work of its own is in flight. */
  readonly idle: boolean;
  readonly timers: number;
  /** Open sockets. */
  readonly sockets: number;
}

/** `instance`: which of the stores that are open in the process is meant; counted from 0. */
export type ToClient = { readonly id: number; readonly instance: number; readonly command: ClientCommand };

export type FromClient =
  | { readonly type: 'ready'; readonly facts: unknown }
  | {
      readonly type: 'refused';
      readonly code: string;
      readonly message: string;
      readonly hint?: string;
      readonly blame: 'usage' | 'harness';
    }
  | { readonly type: 'answer'; readonly id: number; readonly answer: ClientAnswer }
  | { readonly type: 'stray'; readonly problem: Problem };
