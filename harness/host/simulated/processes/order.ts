import type { Notice } from '../../../disk/notices.ts';
import type { Activity } from '../cell.ts';
import type { KernelOutcome } from './kernel-call.ts';
import { readOutcome, writeOutcome } from './kernel-call-message.ts';
import type { MessageReader, MessageWriter } from './message.ts';

/** What the engine tells a process to do. It answers with a `ProcessReport` when it's at rest, or stands in front of a synchronous primitive. */
export type Order =
  | { readonly order: 'run'; readonly run: RunOrder }
  | { readonly order: 'activity'; readonly activity: Activity }
  | { readonly order: 'step'; readonly actor: number }
  /** The primitive that the actor had issued has taken effect, and completes. */
  | { readonly order: 'complete'; readonly actor: number; readonly outcome: KernelOutcome | undefined }
  /** The synchronous primitive in front of which it stands has taken effect; it goes on. */
  | { readonly order: 'return'; readonly outcome: KernelOutcome }
  | { readonly order: 'pass-time'; readonly toMs: number }
  /** What has happened to what it watches, since it was told last. */
  | { readonly order: 'notices'; readonly notices: readonly Notice[] }
  /** It dies where it is. */
  | { readonly order: 'die' };

/** Begins a run, and ends the one before. */
export interface RunOrder {
  /** Index of the process in the program. */
  readonly process: number;
  readonly onePid: boolean;
  readonly root: string;
  readonly stacks: boolean;
  /** By how much its clock is ahead of the engine's, in which orders and reports give times. */
  readonly aheadMs?: number;
}

/** @param living the processes that are alive, as bits. */
export function writeOrders(message: MessageWriter, living: number, orders: readonly Order[]): void {
  message.int(living).byte(orders.length);
  for (const order of orders) writeOrder(message, order);
}

export function readOrders(message: MessageReader): { living: number; orders: Order[] } {
  const living = message.int();
  const orders: Order[] = [];
  for (let left = message.byte(); left > 0; left--) orders.push(readOrder(message));
  return { living, orders };
}

const RUN = 0;
const ACTIVITY = 1;
const STEP = 2;
const COMPLETE = 3;
const COMPLETE_ALONE = 4;
const RETURN = 5;
const PASS_TIME = 6;
const DIE = 7;
const NOTICES = 8;

function writeOrder(message: MessageWriter, order: Order): void {
  switch (order.order) {
    case 'run':
      message.byte(RUN).value(order.run);
      break;
    case 'activity':
      message.byte(ACTIVITY).value(order.activity);
      break;
    case 'step':
      message.byte(STEP).int(order.actor);
      break;
    case 'complete':
      if (order.outcome === undefined) message.byte(COMPLETE_ALONE).int(order.actor);
      else writeOutcome(message.byte(COMPLETE).int(order.actor), order.outcome);
      break;
    case 'return':
      writeOutcome(message.byte(RETURN), order.outcome);
      break;
    case 'pass-time':
      message.byte(PASS_TIME).number(order.toMs);
      break;
    case 'notices':
      message.byte(NOTICES).value(order.notices);
      break;
    case 'die':
      message.byte(DIE);
      break;
  }
}

function readOrder(message: MessageReader): Order {
  const type = message.byte();
  switch (type) {
    case RUN:
      return { order: 'run', run: message.value() as RunOrder };
    case ACTIVITY:
      return { order: 'activity', activity: message.value() as Activity };
    case STEP:
      return { order: 'step', actor: message.int() };
    case COMPLETE:
      return { order: 'complete', actor: message.int(), outcome: readOutcome(message) };
    case COMPLETE_ALONE:
      return { order: 'complete', actor: message.int(), outcome: undefined };
    case RETURN:
      return { order: 'return', outcome: readOutcome(message) };
    case PASS_TIME:
      return { order: 'pass-time', toMs: message.number() };
    case NOTICES:
      return { order: 'notices', notices: message.value() as readonly Notice[] };
    case DIE:
      return { order: 'die' };
    default:
      throw new Error(`there is no order of type ${type}`);
  }
}
