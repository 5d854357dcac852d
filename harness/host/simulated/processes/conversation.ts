import type { Order } from './order.ts';
import type { ProcessReport } from './report.ts';

/** What the engine says to a process and hears from it, in one run. */
export interface Conversation {
  /**
   * Gives orders and waits for the report.
   *
   * @param living the processes that are alive, as bits.
   * @returns undefined if none came: the process hung, or is no more, and is of no use.
   */
  exchange(living: number, orders: readonly Order[]): ProcessReport | undefined;
  /** Lets the process die where it is, without waiting for it. */
  die(): void;
}
