import { deserialize, serialize } from 'node:v8';
import type { Capabilities } from '../../../model/capabilities.ts';
import type { Operation } from '../../../model/operation.ts';
import type { ClientEvent, ClientPlan, PathSpelling } from '../../../model/program.ts';
import type { Outcome, Problem } from '../../problem.ts';
import type { LastLook } from '../../together.ts';

/** What a process of clients is told, a line each, one after the other: the next when the one before is answered. */
export type ClientCommand =
  /** A new attempt. Everything of it is below this directory, which is there; the store's own is `data`, and `link` leads to it. */
  | { readonly do: 'begin'; readonly directory: string; readonly seed: number }
  | { readonly do: 'open'; readonly instance: number; readonly path: PathSpelling }
  | { readonly do: 'setup'; readonly instance: number; readonly operations: readonly Operation[] }
  | {
      readonly do: 'clients';
      readonly clients: readonly StartedClient[];
      /** Seed of the delays of a slow disk; without it the disk is as it is. */
      readonly slow?: number;
      /** The file-system primitive, counted from 0 over all of them, in front of which the process kills itself. */
      readonly dieAt?: number;
    }
  | { readonly do: 'flush'; readonly instance: number }
  | { readonly do: 'look'; readonly instance: number; readonly sessions: readonly string[] }
  /** Nothing of it happens until the next command. */
  | { readonly do: 'stand' }
  /** The attempt is over: its instances are to be closed. */
  | { readonly do: 'end' };

export interface StartedClient extends ClientPlan {
  readonly index: number;
  /** Of its operations these are those from this one on; by default all. */
  readonly from?: number;
  /** How its instance is told the directory, should it open it. */
  readonly path: PathSpelling;
  /** When it begins, by `process.hrtime.bigint()`, which is the same clock in all processes. */
  readonly startNs: string;
}

/** A command, for the process itself or for one of its threads. */
export interface AddressedCommand {
  readonly thread?: number;
  readonly command: ClientCommand;
}

/** What a process of clients tells. */
export type ClientMessage =
  | { readonly type: 'client-event'; readonly packed: string; readonly thread?: number }
  | { readonly type: 'answer'; readonly packed: string; readonly thread?: number }
  | { readonly type: 'stray'; readonly problem: Problem; readonly thread?: number };

/** An event of a client, and when: before the call, or after the return. */
export interface TimedEvent {
  readonly atNs: bigint;
  readonly event: ClientEvent;
}

/** Of a command that is done. */
export interface ClientAnswer {
  /** Of `open`, `setup` and `flush`. */
  readonly outcome?: Outcome;
  readonly capabilities?: Capabilities;
  readonly lastLook?: LastLook;
  /** Of `end`: nothing of the attempt is left, and the process is as good as new. */
  readonly clean?: boolean;
  readonly printedBytes?: number;
}

/** Exactly what the store returned, as threads would see it. */
export function pack(value: TimedEvent | ClientAnswer): string {
  return serialize(value).toString('base64');
}

export function unpackEvent(packed: string): TimedEvent {
  return deserialize(Buffer.from(packed, 'base64'));
}

export function unpackAnswer(packed: string): ClientAnswer {
  return deserialize(Buffer.from(packed, 'base64'));
}
