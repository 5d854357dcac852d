import type { ImageEntry } from '../host/host.ts';
import type { FailureCore } from '../suite/failure-core.ts';
import type { Confirmation, Timeline } from '../verdict/counterexample.ts';
import { LOOPED } from '../verdict/looped.ts';
import type { Replay, ToldReplay } from '../verdict/replay.ts';
import type { ResolvedJudgeOptions } from './judge-options.ts';
import type { FoundFailure } from './run-record.ts';
import { runInThread } from './store-thread.ts';
import type { Target } from './target.ts';
import { forged, isEndless, outOfMemory } from './unfinished-thread.ts';

/** Runs a failure again in a fresh worker, and notes on it what came of it. */
export async function confirmInFreshThread(
  target: Target,
  failure: FoundFailure,
  { signal, assume }: Pick<ResolvedJudgeOptions, 'signal' | 'assume'>,
): Promise<void> {
  const { result, stalled, error, timeline } = await replayInThread(target, failure, { signal, assume, withTimeline: true });
  if (result !== undefined) failure.replay = result;
  if (timeline !== undefined) failure.timeline = timeline;
  failure.confirmations.push(verdictOf({ result, stalled, error, core: failure.core }));
}

function verdictOf({ result, stalled, error, core }: Replayed & { core: FailureCore }): Confirmation {
  const how = 'fresh-worker';
  if (result?.reproduced === true || (stalled && core.observed === LOOPED)) return { how, result: 'confirmed' };
  const detail = error ?? (stalled ? 'the store looped for ever instead' : 'it did not happen again');
  return { how, result: 'not-confirmed', detail };
}

/** What came of a replay. `error`: it could not be run. */
export interface Replayed {
  readonly result: Replay | undefined;
  readonly stalled: boolean;
  readonly error: string | undefined;
  /** The disk of which the result shows excerpts; absent where nobody asked for it, or there is none. */
  readonly disk?: readonly ImageEntry[];
  /** Each moment of it; absent as `disk`. */
  readonly timeline?: Timeline;
}

interface ThreadReplayOptions {
  readonly signal?: AbortSignal | undefined;
  readonly assume?: ResolvedJudgeOptions['assume'] | undefined;
  readonly withDisk?: boolean;
  readonly withTimeline?: boolean;
}

/** Runs a counterexample again in a worker of its own; with `assume`, as if the store claimed this too. */
export async function replayInThread(
  target: Target,
  { requirement, core }: Pick<FoundFailure, 'requirement' | 'core'>,
  { signal, assume, withDisk, withTimeline }: ThreadReplayOptions = {},
): Promise<Replayed> {
  let result: Replay | undefined;
  let timeline: Timeline | undefined;
  let crash: ToldReplay | undefined;
  let error: string | undefined;
  let disk: readonly ImageEntry[] | undefined;
  const end = await runInThread(
    {
      do: 'replay',
      target,
      requirement,
      core,
      ...(assume === undefined ? {} : { assume }),
      ...(withDisk === undefined ? {} : { withDisk }),
      ...(withTimeline === undefined ? {} : { timeline: withTimeline }),
    },
    {
      signal,
      onMessage: (message) => {
        if (message.type === 'crash') crash = message.crash;
        if (message.type === 'replayed') result = message.result;
        if (message.type === 'timeline') timeline = message.timeline;
        if (message.type === 'crash' || message.type === 'replayed') disk = message.disk;
        if (message.type === 'error') error = `${message.code}: ${message.message}`;
      },
    },
  );
  if (end.how === 'died') error = end.error.message;
  if (end.how === 'aborted') error = 'interrupted';
  if (end.how === 'full') error = outOfMemory(undefined).message;
  if (end.how === 'forged') {
    result = undefined;
    timeline = undefined;
    disk = undefined;
    error = forged(undefined, target).message;
  }
  // Whether patience or memory ran out first says more of the machine than of the store.
  const looped = isEndless(end) && core.observed === LOOPED;
  if (looped && crash !== undefined) {
    result = { reproduced: true, expected: core.expected, observed: LOOPED, ...crash, hung: true };
  }
  return {
    result,
    stalled: end.how === 'stalled' || looped,
    error,
    ...(disk === undefined ? {} : { disk }),
    ...(timeline === undefined ? {} : { timeline }),
  };
}
