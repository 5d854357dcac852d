import type { Command, CommandReply, ServerNotice } from './commands.ts';
import type { ObstacleReason } from './obstacle.ts';

/** What a mount's process is told. */
export type ToProcess = Command | { readonly end: true };

/** What it says. */
export type FromProcess =
  | CommandReply
  | ServerNotice
  | { readonly ready: true; readonly pid: number }
  | { readonly obstacle: ObstacleReason; readonly found: string };
