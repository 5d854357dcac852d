import { Failure } from '../contract/failure.ts';

/**
 * How a call of the store, or the store's process, went wrong.
 *
 * - `threw`: it threw or its promise rejected.
 * - `hung`: it never settled although the store was at rest, or was still waiting after the longest virtual time.
 * - `exited`: the store called `process.exit` or the like.
 * - `uncaught`, `unhandled-rejection`: thrown where nobody could catch it (a timer, a promise nobody awaits); Node would have exited.
 * - `wrong-result`: it returned something that the contract does not allow.
 */
export interface Problem {
  readonly kind: 'threw' | 'hung' | 'exited' | 'uncaught' | 'unhandled-rejection' | 'wrong-result';
  readonly message: string;
  /** Of a `Failure` that the adapter itself threw: what it is about and what to do, which the user should see as they are. */
  readonly failure?: { readonly code: string; readonly hint?: string };
}

export type Outcome<T = undefined> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

export function failed(kind: Problem['kind'], message: string): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem: { kind, message } };
}

/** What was thrown, as a failed outcome. */
export function threw(error: unknown): { readonly ok: false; readonly problem: Problem } {
  if (!(error instanceof Failure)) return failed('threw', errorText(error));
  const failure = { code: error.code, ...(error.hint === undefined ? {} : { hint: error.hint }) };
  return { ok: false, problem: { kind: 'threw', message: error.message, failure } };
}

const PROBLEM_WORDS: { [K in Problem['kind']]: string } = {
  threw: 'failed with',
  hung: 'never finished:',
  exited: 'exited the process:',
  uncaught: 'threw an error that nobody could catch:',
  'unhandled-rejection': 'rejected a promise that nobody awaited:',
  'wrong-result': 'returned something wrong:',
};

/** A problem as the end of a sentence: "the store `failed with ENOENT...`". */
export function describeProblem(problem: Problem): string {
  return `${PROBLEM_WORDS[problem.kind]} ${problem.message}`;
}

/** An error as one line, bounded; anything can be thrown. */
export function errorText(error: unknown): string {
  const line = error instanceof Error ? `${error.name}: ${error.message}` : `a thrown ${typeof error}: ${safeString(error)}`;
  // The root's path changes from life to life, or from run to run, and means nothing to the reader.
  const text = line
    .replaceAll(/(\/cw-\d{7}|[^\s'"]*\/crashworthy-[\w-]+\/live)\/data\b\/?/g, './')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return text.length > 300 ? `${text.slice(0, 297)}...` : text;
}

function safeString(value: unknown): string {
  try {
    return String(value);
  } catch {
    return '(no text)';
  }
}
