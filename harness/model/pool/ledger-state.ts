import type { PoolKey } from '../../contract/pool.ts';
import type { PoolCall } from './event.ts';

/** An agent, as the backend knows it. */
export interface AgentState {
  readonly spawn: number;
  readonly key: PoolKey;
  readonly life: number;
  readonly resumeId: string | undefined;
  sessionId: string | undefined;
  phase: 'starting' | 'running' | 'failed' | 'killed' | 'exited';
  /** The prompt whose turn is in flight. */
  turn: number | undefined;
  /** Interrupted turns whose terminal may still come. */
  owed: number;
  /** A turn of it was interrupted at some time. */
  interrupted: boolean;
  /** When its last turn began, and when anything last happened to it that is use. */
  calledMs: number;
  usedMs: number;
  /** When the turn before was over, or it was started: what a pool that does not look at turns may count from. */
  restedMs: number;
  heardMs: number;
  stalled: boolean;
  turns: number;
  /** A turn of it was done. */
  answered: boolean;
  /** Its chat was closed, or the pool disposed: it has to go. */
  unwanted: boolean;
  /** It was started when the prompts that wanted it had lost their chat already: it may go. */
  late: boolean;
  /** It was stopped while nobody used it, and its session may go on. */
  evicted: boolean;
}

/** A prompt, as its caller knows it. */
export interface PromptState {
  readonly call: number;
  readonly key: PoolKey;
  readonly life: number;
  readonly calledMs: number;
  /** It was called when the pool was disposed already. */
  readonly late: boolean;
  sentTo: AgentState | undefined;
  /** Its agent has said that the turn is over. */
  ended: boolean;
  /** A trailing terminal came while its turn was in flight. */
  overtaken: boolean;
  settled: 'done' | 'failed' | 'aborted' | undefined;
  /** What explains that it fails or is not sent: `close`, `abort`, `dispose`, `spawn-failed`, `exit`, `full`, `behind`, `evicted`. */
  readonly excuses: Set<string>;
}

export interface CallState {
  readonly call: number;
  readonly of: PoolCall;
  readonly life: number;
  readonly atMs: number;
  returned: boolean;
  error: string | undefined;
}

/** What last happened to a session that a pool may not get over. */
export type Cause = 'restart' | 'exit' | 'spawn-failed' | 'abort' | 'close' | 'none';

/** What is known of one (chat, agent). */
export interface SessionState {
  readonly key: PoolKey;
  /** Every id that the backend ever gave it. */
  readonly ids: Set<string>;
  last: AgentState | undefined;
  exitedSinceSent: boolean;
  spawnFailedSinceSent: boolean;
  sentInLife: number;
  /** Of the last agent that exited in the middle of a turn: whether the row was marked since. */
  unmarked: boolean;
  closed: boolean;
}
