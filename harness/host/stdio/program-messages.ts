import type { ErrorAnswer } from './program-error.ts';

/** A line of a program, taken apart. `noise`: it is none of the protocol's. `amiss`: it is an answer, and not as answers are. */
export type ProgramMessage =
  | { readonly type: 'ok'; readonly id: number; readonly ok: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: ErrorAnswer }
  | {
      readonly type: 'event';
      readonly event: string;
      readonly instance?: string;
      readonly session?: string;
      readonly error: ErrorAnswer;
    }
  | { readonly type: 'amiss'; readonly why: string }
  | { readonly type: 'noise' };

type UnknownRecord = { readonly [key: string]: unknown };

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder('utf-8');

/** Fields that nobody knows are ignored. */
export function programMessage(line: Uint8Array): ProgramMessage {
  const value = parsed(line);
  if (!isRecord(value)) return { type: 'noise' };
  if (typeof value.event === 'string') {
    const { event, instance, session } = value;
    return {
      type: 'event',
      event,
      ...(typeof instance === 'string' ? { instance } : {}),
      ...(typeof session === 'string' ? { session } : {}),
      error: errorOf(value),
    };
  }
  const { id, ok, error } = value;
  if (id === undefined) return { type: 'noise' };
  if (typeof id !== 'number') return { type: 'amiss', why: 'its `id` is no number' };
  if (error !== undefined && error !== null) {
    if (ok !== undefined && ok !== null) return { type: 'amiss', why: 'it has `ok` and `error`, both' };
    return isRecord(error) ? { type: 'error', id, error: errorOf(error) } : { type: 'amiss', why: 'its `error` is no object' };
  }
  return ok === undefined ? { type: 'amiss', why: 'it has neither `ok` nor `error`' } : { type: 'ok', id, ok };
}

/** A line for people, whatever is in it. */
export function lineText(line: Uint8Array): string {
  return lenient.decode(line.subarray(0, 2_000));
}

function parsed(line: Uint8Array): unknown {
  try {
    return JSON.parse(strict.decode(line));
  } catch {
    return undefined;
  }
}

function errorOf({ name, message, code, definite, stack }: UnknownRecord): ErrorAnswer {
  return {
    name: typeof name === 'string' && name !== '' ? name : 'Error',
    message: typeof message === 'string' ? message : 'no message',
    definite: definite === true,
    ...(typeof code === 'string' ? { code } : typeof code === 'number' ? { code: String(code) } : {}),
    ...(typeof stack === 'string' ? { stack } : {}),
  };
}

function isRecord(value: unknown): value is UnknownRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
