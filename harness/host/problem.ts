import { Failure } from '../contract/failure.ts';
import { NoAnswer } from './no-answer.ts';

/**
 * How a call of the store, or the store's process, went wrong.
 *
 * - `threw`: it threw or its promise rejected.
 * - `hung`: it never settled although the store was at rest, or was still waiting after the longest virtual time.
 * - `exited`: the store called `process.exit` or the like.
 * - `uncaught`, `unhandled-rejection`: thrown where nobody could catch it (a timer, a promise nobody awaits); Node would have exited.
 * - `wrong-result`: it returned something that the contract does not allow.
 * - `unreadable-result`: it returned something that throws when it is looked at.
 */
export interface Problem {
  readonly kind: 'threw' | 'hung' | 'exited' | 'uncaught' | 'unhandled-rejection' | 'wrong-result' | 'unreadable-result';
  readonly message: string;
  /** Of a `Failure` that the adapter itself threw: what it is about and what to do, which the user should see as they are. */
  readonly failure?: { readonly code: string; readonly hint?: string };
}

export type Outcome<T = undefined> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

export function failed(kind: Problem['kind'], message: string): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem: { kind, message } };
}

/** What was thrown, as a failed outcome. Anything can be thrown, also what throws when it is looked at. */
export function threw(error: unknown): { readonly ok: false; readonly problem: Problem } {
  const hung = noAnswerOf(error);
  if (hung !== undefined) return failed('hung', hung.message);
  const told = failureOf(error);
  if (told === undefined) return failed('threw', errorText(error));
  const failure = { code: told.code, ...(told.hint === undefined ? {} : { hint: told.hint }) };
  return { ok: false, problem: { kind: 'threw', message: told.message, failure } };
}

/** The call of a store that runs elsewhere. */
function noAnswerOf(error: unknown): NoAnswer | undefined {
  try {
    return error instanceof NoAnswer ? error : undefined;
  } catch {
    return undefined;
  }
}

function failureOf(error: unknown): Failure | undefined {
  try {
    return error instanceof Failure ? error : undefined;
  } catch {
    return undefined;
  }
}

const PROBLEM_WORDS: { [K in Problem['kind']]: string } = {
  threw: 'failed with',
  hung: 'never finished:',
  exited: 'exited the process:',
  uncaught: 'threw an error that nobody could catch:',
  'unhandled-rejection': 'rejected a promise that nobody awaited:',
  'wrong-result': 'returned something wrong:',
  'unreadable-result': 'returned something wrong:',
};

/** A problem as the end of a sentence: "the store `failed with ENOENT...`". */
export function describeProblem(problem: Problem): string {
  return `${PROBLEM_WORDS[problem.kind]} ${problem.message}`;
}

const LONGEST_TEXT = 300;
/** No more of a text is looked at: what is printed is shorter by far. */
const LONGEST_LINE = 20_000;

/** An error as one line, bounded; anything can be thrown. */
export function errorText(error: unknown): string {
  const line = lineOf(error);
  const looked = line.length > LONGEST_LINE ? line.slice(0, LONGEST_LINE) : line;
  // The root's path changes from life to life, or from run to run, and means nothing to the reader.
  const text = looked
    .replaceAll(/(\/cw-\d{7}|[^\s'"]*\/crashworthy-[\w-]+\/live)\/data\b\/?/g, './')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 3)}...` : text;
}

function lineOf(error: unknown): string {
  try {
    return error instanceof Error
      ? `${String(error.name)}: ${String(error.message)}`
      : `a thrown ${typeof error}: ${safeString(error)}`;
  } catch {
    return 'something thrown that itself throws when it is looked at';
  }
}

function safeString(value: unknown): string {
  try {
    return String(value);
  } catch {
    return '(no text)';
  }
}
