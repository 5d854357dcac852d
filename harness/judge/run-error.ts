import { Failure } from '../contract/failure.ts';
import type { RunRecord } from './run-record.ts';

/** Notes what ended a run, or a part of one, before its end. */
export function noteRunError(error: unknown, record: Pick<RunRecord, 'interrupted' | 'error'>): void {
  if (error instanceof Failure && error.code === 'CW_INTERRUPTED') {
    record.interrupted = true;
    return;
  }
  if (error instanceof Failure) {
    const { code, message, hint, blame, stack } = error;
    record.error = {
      code,
      message,
      blame,
      ...(hint === undefined ? {} : { hint }),
      ...(blame === 'harness' && stack !== undefined ? { stack } : {}),
    };
    return;
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  record.error = { code: 'CW_INTERNAL', message, blame: 'harness', ...(stack === undefined ? {} : { stack }) };
}
