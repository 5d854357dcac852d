import type { Command, CommandReply, ServerNotice } from './commands.ts';

export interface ThreadData {
  /** Of the device. */
  readonly fd: number;
  readonly locks: boolean;
  /** One 32-bit count of the messages sent to the thread, raised after each. */
  readonly sent: SharedArrayBuffer;
}

/**
 * `interrupt`: all that wait are interrupted, as the mount ends. `recheck`: a call that waits was interrupted by a signal; it may have
 * been followed by one that kills.
 */
export type ToThread = Command | { readonly interrupt: true } | { readonly recheck: number } | { readonly end: true };

export type FromThread = CommandReply | ServerNotice | { readonly recheck: number } | { readonly ended: true };
