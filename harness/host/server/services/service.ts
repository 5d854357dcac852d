import type { Protocol, ServiceName } from '../proxy/protocol.ts';

/** A server that a store keeps its sessions on, and a place on it that is ours alone. */
export interface Service {
  readonly name: ServiceName;
  readonly protocol: Protocol;
  readonly target: { readonly host: string; readonly port: number };
  /** For people: `PostgreSQL 15.20`. */
  readonly version: string;
  /** Leaves nothing of what was stored in our place. Nobody else is connected to it by then. */
  reset(): Promise<void>;
  /** The URL of our place for who connects by this port of 127.0.0.1. It may hold a password. */
  urlAt(port: number): string;
  /** Whether a client of our place waits for what another one holds locked. @param clients how many are connected. */
  hasBlocked(clients: number): Promise<boolean>;
  /** After how many milliseconds the server itself ends the longest such wait; absent where it never does. */
  lockWaitMs?(): Promise<number>;
  /** Everything that is stored, in a form in which equal texts are equal content. */
  content(): Promise<string>;
  /** The server dies at once and comes up again; absent where it is not ours. */
  crash?(): Promise<void>;
  /** Removes what we made; ends the server, if it is ours. */
  end(): Promise<void>;
}

/** Services that a run can have. */
export const OFFERED = ['postgres', 'redis', 'mysql'] as const satisfies readonly ServiceName[];
export type OfferedService = (typeof OFFERED)[number];

/** A service as it was named on the command line: `postgres=postgres://...`. */
export interface GivenService {
  readonly name: OfferedService;
  readonly url: string;
}

export interface ServiceOptions {
  /** What is there may stay there: we use a place beside it, and touch nothing else. */
  readonly mayHaveTables: boolean;
  readonly signal?: AbortSignal | undefined;
}
