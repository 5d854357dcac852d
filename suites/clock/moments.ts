import type { Operation } from '../../harness/model/operation.ts';
import { sessionOf } from '../../harness/model/operation.ts';
import { type ClockStep, DAY_MS, HOUR_MS, type Reopening, SECOND_MS } from './trial.ts';

/** `40 days`, `an hour`, `29 days, 23 hours, 59 minutes and 58 seconds`; without its sign. */
export function durationText(ms: number): string {
  let rest = Math.abs(ms);
  const parts: string[] = [];
  for (const [unitMs, one, many] of UNITS) {
    const count = unitMs === SECOND_MS ? rest / unitMs : Math.floor(rest / unitMs);
    if (count > 0) parts.push(count === 1 ? one : `${count} ${many}`);
    rest %= unitMs;
  }
  const last = parts.pop() ?? 'no time';
  return parts.length === 0 ? last : `${parts.join(', ')} and ${last}`;
}

const UNITS = [
  [DAY_MS, 'a day', 'days'],
  [HOUR_MS, 'an hour', 'hours'],
  [60 * SECOND_MS, 'a minute', 'minutes'],
  [SECOND_MS, 'a second', 'seconds'],
] as const;

/** When the store was opened again, as the end of a sentence: `40 days later`. */
export function reopenedText({ laterMs, zoneMinutes }: Pick<Reopening, 'laterMs' | 'zoneMinutes'>): string {
  const later = laterText(laterMs);
  return zoneMinutes === undefined ? later : `${later}, where local time was ${zoneText(zoneMinutes)}`;
}

function laterText(laterMs: number): string {
  if (laterMs === 0) return 'within the same tick of the clock';
  return laterMs > 0 ? `${durationText(laterMs)} later` : `when the clock showed ${durationText(laterMs)} less`;
}

/** What happened to modification times: `set to one and the same second`, `set to what was 400 days before`. */
export function timesText(timesMs: number): string {
  if (timesMs === 0) return 'set to one and the same second';
  return `set to one that was ${durationText(timesMs)} ${timesMs < 0 ? 'before' : 'ahead'}`;
}

/** What somebody did to the clock: `the clock was set back by an hour`, `local time became UTC`; or that it had been done. */
export function stepText({ byMs, zoneMinutes }: Omit<ClockStep, 'before'>, { had = false }: { had?: boolean } = {}): string {
  if (zoneMinutes !== undefined) return `local time ${had ? 'had become' : 'became'} ${zoneText(zoneMinutes)}`;
  return `the clock ${had ? 'had been' : 'was'} set ${byMs < 0 ? 'back' : 'forward'} by ${durationText(byMs)}`;
}

/** `UTC`, `8 hours behind UTC` */
export function zoneText(zoneMinutes: number): string {
  if (zoneMinutes === 0) return 'UTC';
  return `${durationText(zoneMinutes * 60 * SECOND_MS)} ${zoneMinutes < 0 ? 'behind' : 'ahead of'} UTC`;
}

export function operationName(operation: Operation): string {
  const session = sessionOf(operation);
  return session === undefined ? operation.op : `${operation.op} of ${session}`;
}
