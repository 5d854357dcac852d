import { Failure } from '../../contract/failure.ts';

/** A limit to the own time of a store, that the environment can set. */
interface TimeLimit {
  readonly variable: string;
  /** Unless it is set. */
  readonly ms: number;
}

/** Longer than any honest store takes for it. What each is about is told in docs/cli.md. */
export const TIME_LIMITS = {
  /** Without giving control back. */
  stall: { variable: 'CRASHWORTHY_STALL_MS', ms: 15_000 },
  /** For something outside the simulation. */
  outside: { variable: 'CRASHWORTHY_OUTSIDE_MS', ms: 10_000 },
  /** For a real process to load the adapter. */
  start: { variable: 'CRASHWORTHY_START_MS', ms: 30_000 },
  /** For a call in a real process. */
  call: { variable: 'CRASHWORTHY_CALL_MS', ms: 10_000 },
  /** For one failure to happen again in real processes. */
  confirmation: { variable: 'CRASHWORTHY_CONFIRMATION_MS', ms: 60_000 },
} as const satisfies { readonly [name: string]: TimeLimit };

export type TimeLimitName = keyof typeof TIME_LIMITS;

/** How long it is, in ms. @throws {Failure} CW_USAGE_OPTION_VALUE, of the environment. */
export function limitMs(name: TimeLimitName, env: NodeJS.ProcessEnv = process.env): number {
  const { variable, ms } = TIME_LIMITS[name];
  const value = env[variable];
  if (value === undefined || value === '') return ms;
  if (/^[1-9]\d{2,6}$/.test(value)) return Number(value);
  throw new Failure('CW_USAGE_OPTION_VALUE', `${variable} takes milliseconds, from 100 to 9999999; found "${value}".`);
}

/** For messages: `15 seconds (CRASHWORTHY_STALL_MS)`. */
export function limitText(name: TimeLimitName, ms = limitMs(name)): string {
  return `${ms / 1000} ${ms === 1000 ? 'second' : 'seconds'} (${TIME_LIMITS[name].variable})`;
}
