import type { SessionState } from '../contract/session-store.ts';
import type { Operation } from './operation.ts';

/** An operation of one of several clients that calls the store. What the last two return is part of the history. */
export type StoreOperation =
  | Operation
  | { op: 'read'; session: string }
  /** Takes the session away for good; of all callers one gets it. */
  | { op: 'consume'; session: string };

/** What a client does: it calls the store, or opens its instance, which is not open before. */
export type ClientOperation = StoreOperation | { op: 'open' };

/** How an instance is told its directory. All of them are the same directory. */
export const PATH_SPELLINGS = ['plain', 'relative', 'symlink', 'trailing-slash'] as const;
export type PathSpelling = (typeof PATH_SPELLINGS)[number];

/** One opened store. Instances with the same `process` share a module graph, a pid and a clock. */
export interface InstancePlan {
  readonly process: number;
  readonly path: PathSpelling;
}

/** Somebody who calls one operation after the other, each when the one before has come back. */
export interface ClientPlan {
  /** Index in the program's instances. */
  readonly instance: number;
  readonly operations: readonly ClientOperation[];
}

/** A primitive of a client that fails, without any effect, once. */
export interface FaultPlan {
  /** Index in the program's clients. */
  readonly client: number;
  /** Of the primitives that the client causes after `setup`, counted from 0; those that can only succeed or that sync are not counted. */
  readonly primitive: number;
  /** `EIO`, `ENOSPC`... */
  readonly code: string;
}

/** What several clients do with one directory at the same time. Plain data. */
export interface Program {
  /** Run by the first instance alone, before any client begins; the store is at rest after them. */
  readonly setup: readonly Operation[];
  readonly instances: readonly InstancePlan[];
  readonly clients: readonly ClientPlan[];
  /** The processes are threads of one: each has a module graph of its own, and all have the same pid. */
  readonly onePid?: boolean;
  /** Processes that die at some point of the schedule, by index. */
  readonly deaths?: readonly number[];
  readonly fault?: FaultPlan;
}

/** An event of a client's operation: when it was called, and how it came back. */
export interface ClientEvent {
  readonly type: 'invoke' | 'acknowledge' | 'reject';
  /** Index in the program's clients, or `SETUP`. */
  readonly client: number;
  /** Index in the client's operations. */
  readonly operation: number;
  /** What a `read` or a `consume` returned. */
  readonly result?: ClientResult;
  /** The error's text, of a `reject`. */
  readonly error?: string;
}

/** `state`: of a `read`. `won`: of a `consume`. */
export type ClientResult = { readonly state: SessionState | null } | { readonly won: boolean };

/** Stands for the client that runs `Program.setup`. */
export const SETUP = -1;

/** The instances that a client opens, in the midst of what others do; the rest are open before any client begins. */
export function openedByClients({ clients }: Pick<Program, 'clients'>): ReadonlySet<number> {
  return new Set(clients.flatMap(({ instance, operations }) => (operations.some(({ op }) => op === 'open') ? [instance] : [])));
}
