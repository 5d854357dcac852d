import type { RunRecord } from './run-record.ts';
import type { Target } from './target.ts';

type ThreadError = NonNullable<RunRecord['error']>;

/** Of a thread that gave no sign of life before any crash: while the module was loaded (no store yet), or while its store was looked at. */
export function stalledBeforeJudging({ shown }: Target, store: string | undefined, forMs: number): ThreadError {
  const loops = `ran for ${forMs / 1000} seconds without giving control back`;
  const hint = 'Look for a loop that waits for something without awaiting.';
  if (store === undefined)
    return { code: 'CW_ADAPTER_LOAD', message: `${shown} could not be loaded: it ${loops}.`, hint, blame: 'usage' };
  const message = `${store}: the store ${loops}, on a disk that no crash had touched.`;
  return { code: 'CW_STORE_LOOPS', message, hint, blame: 'usage' };
}

/** Of a thread whose main module waited for something that nothing could bring about: it ends without a word. */
export function endedInSilence({ shown }: Target, store: string | undefined): ThreadError {
  if (store !== undefined)
    return { code: 'CW_INTERNAL', message: 'The thread of the store ended before its work did.', blame: 'harness' };
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
  if (!('code' in error) || error.code !== 'ERR_WORKER_OUT_OF_MEMORY') {
    return {
      code: 'CW_INTERNAL',
      message: error.message,
      blame: 'harness',
      ...(error.stack === undefined ? {} : { stack: error.stack }),
    };
  }
  const message = `${store ?? 'The store'} used more than 2 GB of memory.`;
  return { code: 'CW_STORE_OUT_OF_MEMORY', message, hint: 'Look for a loop that collects without end.', blame: 'usage' };
}
