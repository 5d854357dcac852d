import { limitText } from '../host/own-time/time-limits.ts';
import type { RunPlace } from '../suite/suite.ts';
import type { Finding } from '../verdict/report.ts';
import { suiteNamed } from './requirements.ts';
import type { RunRecord } from './run-record.ts';
import type { ThreadEnd } from './store-thread.ts';
import type { Target } from './target.ts';

type ThreadError = NonNullable<RunRecord['error']>;

const LOOP_HINT = 'Look for a loop that waits for something without awaiting.';

/** Of a thread that gave no sign of life before any crash: while the module was loaded (no store yet), or while its store was looked at. */
export function stalledBeforeJudging({ shown }: Target, store: string | undefined, forMs: number): ThreadError {
  const loops = ranOn(forMs);
  if (store === undefined)
    return { code: 'CW_ADAPTER_LOAD', message: `${shown} could not be loaded: it ${loops}.`, hint: LOOP_HINT, blame: 'usage' };
  const message = `${store}: the store ${loops}, on a disk that no crash had touched.`;
  return { code: 'CW_STORE_LOOPS', message, hint: LOOP_HINT, blame: 'usage' };
}

/** Of a thread that gave no sign of life while its store was judged, in a place where no crash is to blame. */
export function loopFinding(place: RunPlace | undefined, forMs: number): Finding {
  const operations = (place?.operations ?? []).map(({ op }) => op).join(', ');
  const loops = `the store ${ranOn(forMs)}.`;
  const message =
    place === undefined || operations === '' ? sentence(loops) : `${suiteNamed(place.suite).during} ${operations}, ${loops}`;
  return { code: 'CW_STORE_LOOPS', level: 'error', message, hint: LOOP_HINT };
}

/**
 * Of a thread whose store was not judged any more but observed: what it does not claim could not be tried to the end. `undefined` where
 * something else ended the thread than the store.
 */
export function observationUnfinished(end: ThreadEnd): Finding | undefined {
  const what = whatItDid(end);
  if (what === undefined) return undefined;
  return {
    code: 'CW_OBSERVATION_UNFINISHED',
    level: 'note',
    message: `The store ${what}. It does not claim to survive that, so nothing is held against it; what was not observed by then was not tried.`,
    hint: '`crashworthy probe` judges it as if it claimed to.',
  };
}

function whatItDid(end: ThreadEnd): string | undefined {
  if (end.how === 'stalled') {
    const after = end.at === undefined ? 'when power loss was tried' : `after power loss under ${end.at.model}`;
    return `${ranOn(end.forMs)}, ${after}`;
  }
  return end.how === 'full' || (end.how === 'died' && isOutOfMemory(end.error))
    ? 'used more than 2 GB of memory when power loss was tried'
    : undefined;
}

function ranOn(forMs: number): string {
  return `ran for ${limitText('stall', forMs)} without giving control back`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** Of a thread whose main module waited for something that nothing could bring about: it ends without a word. */
export function endedInSilence({ shown }: Target, store: string | undefined): ThreadError {
  if (store !== undefined)
    return {
      code: 'CW_STORE_EXITED',
      message: `${store} ended the thread that it was judged in, or closed its line to the judge.`,
      hint: 'A store must not end the process of its user, nor close what it did not open.',
      blame: 'usage',
    };
  const message = `${shown} could not be loaded: it never finished loading.`;
  return {
    code: 'CW_ADAPTER_LOAD',
    message,
    hint: 'Look for a top-level `await` of something that never happens.',
    blame: 'usage',
  };
}

/** Of a thread that an error ended: the store used up its memory, or something broke on our side. */
export function diedOf(error: Error, store: string | undefined): ThreadError {
  if (!isOutOfMemory(error)) {
    return {
      code: 'CW_INTERNAL',
      message: error.message,
      blame: 'harness',
      ...(error.stack === undefined ? {} : { stack: error.stack }),
    };
  }
  return outOfMemory(store);
}

/** Of a thread that was ended because its store took all the memory there is for it. */
export function outOfMemory(store: string | undefined): ThreadError {
  const message = `${store ?? 'The store'} used more than 2 GB of memory.`;
  return { code: 'CW_STORE_OUT_OF_MEMORY', message, hint: 'Look for a loop that collects without end.', blame: 'usage' };
}

/** Of a thread in which somebody else spoke in the judge's name. Whatever was told until then is not believed. */
export function forged(store: string | undefined, { shown }: Target): ThreadError {
  const message = `${store ?? shown}: the store posted a message in the judge's name. Nothing that was found out in its thread is believed.`;
  const hint = 'A store has nothing to post to a thread that it did not start.';
  return { code: 'CW_STORE_FORGES', message, hint, blame: 'usage' };
}

/** Whether its store went on without end: it gave no sign of life until there was no patience, or no memory, left. */
export function isEndless(end: ThreadEnd): boolean {
  return end.how === 'stalled' || end.how === 'full' || (end.how === 'died' && isOutOfMemory(end.error));
}

function isOutOfMemory(error: Error): boolean {
  return 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
