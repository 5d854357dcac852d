import { deserialize, serialize } from 'node:v8';
import type { JudgedPackage } from '../../contract/adapter.ts';
import type { ResolvedClaims } from '../../contract/claims.ts';
import type { Blame } from '../../contract/failure.ts';
import type { DiskFault } from '../../disk/fault.ts';
import type { FileKind } from '../../disk/kernel.ts';
import type { FsEvent } from '../../disk/trace.ts';
import type { HistoryEvent } from '../../model/history.ts';
import type { CrashPoint } from '../../verdict/counterexample.ts';
import type { LifePlan, LifeReport } from '../life.ts';
import type { ProgramCommand } from '../stdio/program.ts';
import type { ClientMessage } from './clients/client-messages.ts';

/** Descriptor of the pipe on which a store's process tells what happens, and on which it is told to go on after a hold, by one byte. */
export const EVENT_DESCRIPTOR = 3;

/** Descriptor of the pipe that the job comes on. Not the standard input: that belongs to whatever the store's modules do with it. */
export const JOB_DESCRIPTOR = 4;

/** What one store's process is to do. Given once it is ready; after it, it is good for nothing else. */
export interface ProcessJob {
  /** Real path of the directory that events show as `/`; the store's own is `data` below it. */
  readonly root: string;
  readonly incarnation: number;
  readonly stacks: boolean;
  readonly plan: LifePlan;
  /** Makes calls of the file system go wrong. */
  readonly fault?: DiskFault;
  /** Where to stop and wait for the kill. Absent: at the end. */
  readonly crash?: CrashPoint;
  /** Where to stand still until told to go on, in this order. */
  readonly holds?: readonly Hold[];
  /** Real time that one call of the store may take. */
  readonly callDeadlineMs: number;
}

/** In front of a change on disk, or in front of the n-th file-system primitive, counted from 0. */
export type Hold = { readonly change: CrashPoint } | { readonly primitive: number };

/** The store that a process has loaded. */
export interface StoreFacts {
  readonly name: string;
  readonly claims: ResolvedClaims;
  readonly package?: JudgedPackage;
  /** It is a program of its own, which changes the real disk by itself. */
  readonly overStdio?: boolean;
}

/** A line on the pipe, written at the moment when it happened. */
export type ProcessMessage =
  | ({ readonly type: 'ready' } & StoreFacts)
  /** The adapter cannot be used, or something broke on our side. */
  | {
      readonly type: 'refused';
      readonly code: string;
      readonly message: string;
      readonly blame: Blame;
      readonly hint?: string;
      readonly stack?: string;
      /** What was to be loaded is this program. */
      readonly program?: ProgramCommand;
    }
  /** The store is being called: from here on the clock of the call's deadline runs. */
  | { readonly type: 'calling' }
  | TimedHistoryEvent
  | ChangeMessage
  | { readonly type: 'outside-write'; readonly api: string; readonly path: string; readonly stack: string }
  | { readonly type: 'unsimulated'; readonly api: string }
  /** What is known of the life: a `LifeReport` as `packReport` makes it, and what the process does after it. */
  | {
      readonly type: 'report';
      readonly report: string;
      readonly printedBytes: number;
      readonly then: 'living' | 'standing-still' | 'exiting';
    }
  /** The next hold is reached; nothing happens until the byte comes. */
  | { readonly type: 'held' }
  /** The crash point is reached; nothing more will happen. */
  | { readonly type: 'at-crash-point' }
  /** What a life left in the process is gone, or not: only then it may live another one. */
  | { readonly type: 'rested'; readonly clean: boolean }
  | ClientMessage;

/** With the time at which it was told: of an invocation before the call, of its end after it. */
export type TimedHistoryEvent = HistoryEvent & {
  /** In nanoseconds of `process.hrtime`; absent where the disk's events come on the same pipe. */
  readonly atNs?: number;
};

/** A change on disk. Bytes are not sent, but for the first few of a write, which tell what it is about. */
export interface ChangeMessage {
  readonly type: 'change';
  readonly event: Omit<FsEvent, 'effects'>;
  /** What came into being. */
  readonly created?: FileKind;
  /** The first bytes written, in base64. */
  readonly data?: string;
}

/** Bytes of a write that are sent along. */
const EXCERPT_BYTES = 4096;

export function changeMessage(event: FsEvent, { created, data }: { created?: FileKind; data?: Uint8Array }): ChangeMessage {
  const { effects: _, ...rest } = event;
  return {
    type: 'change',
    event: rest,
    ...(created === undefined ? {} : { created }),
    ...(data === undefined ? {} : { data: Buffer.from(data.subarray(0, EXCERPT_BYTES)).toString('base64') }),
  };
}

/** The event, with effects that show what was created or how the written data begin; inode numbers are not known. */
export function eventOf({ event, created, data }: ChangeMessage): FsEvent {
  if (created !== undefined) return { ...event, effects: [{ op: 'inode', ino: 0, kind: created, mode: 0 }] };
  if (data === undefined) return { ...event, effects: [] };
  return { ...event, effects: [{ op: 'data', ino: 0, offset: event.offset ?? 0, bytes: Buffer.from(data, 'base64') }] };
}

/** Exactly what the store returned, as threads would see it; what cannot be cloned (functions) is left out. */
export function packReport(report: LifeReport): string {
  try {
    return serialize(report).toString('base64');
  } catch {
    return serialize(JSON.parse(JSON.stringify(report))).toString('base64');
  }
}

export function unpackReport(packed: string): LifeReport {
  return deserialize(Buffer.from(packed, 'base64'));
}
