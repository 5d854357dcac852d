import type { Capabilities } from '../../../model/capabilities.ts';
import type { ClientEvent, ClientResult } from '../../../model/program.ts';
import type { HostNotices } from '../../host.ts';
import type { Outcome, Problem } from '../../problem.ts';
import type { LastLook } from '../../together.ts';
import type { KernelCall } from './kernel-call.ts';
import { readCall, writeCall } from './kernel-call-message.ts';
import type { MessageReader, MessageWriter } from './message.ts';

/** How a process stands when it hands control back. */
export interface ProcessReport {
  /** What its clients did since the last report. */
  readonly events: readonly ClientEvent[];
  /** What has changed since the last report. */
  readonly news: ProcessNews;
  readonly busy: boolean;
  readonly nextTimerMs: number | undefined;
  /** The synchronous primitive in front of which it stands, and who called it. Nobody else of this process can go on. */
  readonly blocked?: { readonly actor: number; readonly call: KernelCall };
  /** At rest: who can take a step, and what it would be. Empty if `blocked`. */
  readonly heads: readonly Head[];
}

export interface ProcessNews {
  readonly outcome?: Outcome;
  readonly capabilities?: Capabilities;
  readonly lastLook?: LastLook;
  readonly stray?: Problem;
  readonly notices?: HostNotices;
  /** An error of the harness itself. */
  readonly failure?: string;
}

/** An actor's next step. `point`: its operation is called. `same`: the effect of the primitive that was reported last. */
export type Head =
  | { readonly actor: number; readonly next: 'point' }
  | { readonly actor: number; readonly next: 'same' }
  /** Without a call: it fails before it gets to the kernel. */
  | { readonly actor: number; readonly next: 'effect'; readonly call: KernelCall | undefined };

const EVENT_TYPES = ['invoke', 'acknowledge', 'reject'] as const;
const NOTHING = 0;
const RESULT = 1;
const ERROR = 2;

const POINT = 0;
const SAME = 1;
const EFFECT = 2;
const EFFECT_WITHOUT_CALL = 3;

export function writeReport(message: MessageWriter, { events, news, busy, nextTimerMs, blocked, heads }: ProcessReport): void {
  message.int(events.length);
  for (const event of events) writeEvent(message, event);
  const isNews = Object.keys(news).length > 0;
  message.byte(isNews ? 1 : 0);
  if (isNews) message.value(news);
  message.byte(busy ? 1 : 0).number(nextTimerMs ?? Number.NaN);
  message.byte(blocked === undefined ? 0 : 1);
  if (blocked !== undefined) writeCall(message.int(blocked.actor), blocked.call);
  message.byte(heads.length);
  for (const head of heads) writeHead(message, head);
}

export function readReport(message: MessageReader): ProcessReport {
  const events: ClientEvent[] = [];
  for (let left = message.int(); left > 0; left--) events.push(readEvent(message));
  const news: ProcessNews = message.byte() === 1 ? (message.value() as ProcessNews) : {};
  const busy = message.byte() === 1;
  const nextTimerMs = message.number();
  const blocked = message.byte() === 1 ? { blocked: { actor: message.int(), call: readCall(message) } } : {};
  const heads: Head[] = [];
  for (let left = message.byte(); left > 0; left--) heads.push(readHead(message));
  return { events, news, busy, nextTimerMs: Number.isNaN(nextTimerMs) ? undefined : nextTimerMs, heads, ...blocked };
}

function writeEvent(message: MessageWriter, { type, client, operation, result, error }: ClientEvent): void {
  message.byte(EVENT_TYPES.indexOf(type)).int(client).int(operation);
  if (result !== undefined) message.byte(RESULT).value(result);
  else if (error !== undefined) message.byte(ERROR).text(error);
  else message.byte(NOTHING);
}

function readEvent(message: MessageReader): ClientEvent {
  const type = EVENT_TYPES[message.byte()] ?? 'invoke';
  const place = { type, client: message.int(), operation: message.int() };
  switch (message.byte()) {
    case RESULT:
      return { ...place, result: message.value() as ClientResult };
    case ERROR:
      return { ...place, error: message.text() };
    default:
      return place;
  }
}

function writeHead(message: MessageWriter, head: Head): void {
  message.int(head.actor);
  if (head.next === 'point') message.byte(POINT);
  else if (head.next === 'same') message.byte(SAME);
  else if (head.call === undefined) message.byte(EFFECT_WITHOUT_CALL);
  else writeCall(message.byte(EFFECT), head.call);
}

function readHead(message: MessageReader): Head {
  const actor = message.int();
  switch (message.byte()) {
    case POINT:
      return { actor, next: 'point' };
    case SAME:
      return { actor, next: 'same' };
    case EFFECT:
      return { actor, next: 'effect', call: readCall(message) };
    default:
      return { actor, next: 'effect', call: undefined };
  }
}
