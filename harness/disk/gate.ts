import type { Primitive } from './kernel.ts';

/**
 * An asynchronous primitive that has been issued. Its two scheduling points are separate: `effect` performs it on the
 * kernel, `complete` hands the result to the caller (callback or promise). Both are called once, in this order.
 */
export interface PendingCall {
  readonly primitive: Primitive;
  effect(): void;
  complete(): void;
}

/** Decides when asynchronous primitives happen. A synchronous primitive passes `synchronous`, which may block or throw, then happens. */
export interface Gate {
  issue(call: PendingCall): void;
  /** The same of what nobody asked for now: it happens on nobody's account. Absent: as `issue`. */
  announce?(call: PendingCall): void;
  synchronous?(primitive: Primitive): void;
}
