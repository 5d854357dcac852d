import type { ResolvedClaims } from '../contract/claims.ts';
import { Failure } from '../contract/failure.ts';
import { limitMs, limitText } from '../host/own-time/time-limits.ts';
import type { ProcessHost } from '../host/process/process-host.ts';
import type { InReality, ReplayOutcome } from '../suite/suite.ts';
import type { Confirmation } from '../verdict/counterexample.ts';
import { suiteOf } from './requirements.ts';
import type { FoundFailure, RunRecord } from './run-record.ts';
import { areStoreClaims } from './store-claims.ts';
import { storeOn } from './store-on-processes.ts';
import type { Target } from './target.ts';
import { withProcessHost } from './with-process-host.ts';

/** At the same time: each keeps more than one processor busy. */
const AT_ONCE = 2;

/**
 * Makes each failure that the simulated disk has shown happen again in real processes, as far as that is possible, and notes on it what
 * came of it. Never fails: a confirmation that cannot be had is no fault of the store.
 */
export async function confirmByKilling(target: Target, record: RunRecord, signal: AbortSignal | undefined): Promise<void> {
  const { store } = record;
  // In real processes there are only stores.
  if (store === undefined || !areStoreClaims(store.claims)) return;
  const { claims } = store;
  const waiting = record.failures.flatMap((failure) => {
    const inReality = suiteOf(failure.core).inReality?.(failure.core);
    return inReality === undefined ? [] : [{ failure, inReality }];
  });
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { failure, inReality } = next;
      failure.confirmations.push(await confirmationOf(failure, inReality, { target, claims, signal }));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

interface ConfirmContext {
  readonly target: Target;
  readonly claims: ResolvedClaims;
  readonly signal: AbortSignal | undefined;
}

async function confirmationOf(
  failure: FoundFailure,
  { how, notPossible }: InReality,
  { target, claims, signal }: ConfirmContext,
): Promise<Confirmation> {
  if (notPossible !== undefined) return { how, result: 'not-possible', detail: notPossible };
  if (signal?.aborted === true) return { how, result: 'not-possible', detail: 'interrupted' };
  // A replay takes a few seconds, and one that waits for a lock a few deadlines.
  const limits = { budgetMs: limitMs('confirmation') };
  const again = (host: ProcessHost) => suiteOf(failure.core).replay(storeOn(host, claims), failure, { believeHangs: true });
  try {
    const replay = await withProcessHost(target, signal, again, limits);
    return { how, ...resultOf(failure, replay), ...(replay.attempts ? { timing: 'real' as const } : {}) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const detail = error.code === 'CW_INTERRUPTED' ? 'interrupted' : `${error.code}: ${error.message}`;
    return { how, result: 'not-possible', detail };
  }
}

function resultOf(failure: FoundFailure, replay: ReplayOutcome): Omit<Confirmation, 'how'> {
  if (replay.notPossible !== undefined) return { result: 'not-possible', detail: replay.notPossible };
  if (!replay.reproduced) {
    const { attempts } = replay;
    const tried = attempts === undefined ? 'real processes' : `${attempts} attempts: real timing is not decided by anybody`;
    return { result: 'not-confirmed', detail: `it did not happen in ${tried}` };
  }
  if (replay.hung !== true) return { result: 'confirmed' };
  const detail = `still waiting after ${limitText('call')}`;
  return { result: isHang(failure) ? 'confirmed' : 'not-confirmed', detail };
}

/** Of a store that looped for ever there is no replay. */
function isHang({ replay }: FoundFailure): boolean {
  return replay === undefined || replay.hung === true;
}
