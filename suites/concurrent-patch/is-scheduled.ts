import type { TogetherHost } from '../../harness/host/together.ts';
import type { Program } from '../../harness/model/program.ts';

/** Whether somebody decides who goes on when in a program; else real time does. */
export function isScheduled<Image>(host: Pick<TogetherHost<Image>, 'abilities' | 'goesFree'>, program: Program): boolean {
  return host.abilities.has('schedules') && host.goesFree?.(program) !== true;
}
