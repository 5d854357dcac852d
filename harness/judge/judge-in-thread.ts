import type { FailureCore } from '../suite/failure-core.ts';
import { LOOPED } from '../suite/looped.ts';
import type { FoundBy, RunPlace, WatchedPlace } from '../suite/suite.ts';
import type { Confirmation } from '../verdict/counterexample.ts';
import type { Replay, ToldReplay } from '../verdict/replay.ts';
import { ConfirmationPool } from './confirmation-pool.ts';
import type { ResolvedJudgeOptions } from './judge-options.ts';
import { noteSuitesEvent } from './note-suites-event.ts';
import { suiteNamed } from './requirements.ts';
import { emptyRecord, type FoundFailure, type RunRecord } from './run-record.ts';
import { runInThread } from './store-thread.ts';
import type { Target } from './target.ts';
import {
  diedOf,
  endedInSilence,
  forged,
  loopFinding,
  observationUnfinished,
  outOfMemory,
  stalledBeforeJudging,
} from './unfinished-thread.ts';
import type { WorkerMessage } from './worker-protocol.ts';

/** Judges a store on the simulated disk, in a worker; every failure is run again in a fresh worker before it counts. */
export async function judgeInThread(target: Target, options: ResolvedJudgeOptions): Promise<RunRecord> {
  const record = emptyRecord();
  const confirmations = new ConfirmationPool();
  let place: RunPlace | undefined;
  let judged = false;
  let finished = false;
  const addFailure = (requirement: string, core: FailureCore, { observed } = { observed: false }): void => {
    const failure: FoundFailure = { requirement, core, confirmations: [] };
    (observed ? record.observed : record.failures).push(failure);
    confirmations.add(() => confirmInFreshThread(target, failure, options));
  };
  const { effort, seed, requirements, models, depth, assume, signal } = options;
  const end = await runInThread(
    { do: 'judge', target, requirements, effort, seed, models, depth, ...(assume === undefined ? {} : { assume }) },
    {
      signal,
      onMessage: (message) => {
        if (message.type === 'failure') addFailure(message.requirement, message.core, message);
        else if (message.type === 'place') place = message;
        else note(message, record, options);
        if (message.type === 'done') judged = true;
        if (message.type === 'end') finished = true;
      },
    },
  );
  if (end.how === 'aborted') record.interrupted = true;
  if (end.how === 'ended' && !finished && record.error === undefined) record.error = endedInSilence(target, record.store?.name);
  if (end.how === 'forged') record.error = forged(record.store?.name, target);
  const unfinished = judged ? observationUnfinished(end) : undefined;
  if (unfinished !== undefined) record.findings.push(unfinished);
  else if (end.how === 'stalled') {
    const looped = loopIn(place, end.at);
    const crashed = looped !== undefined && requirements.includes(looped.requirement);
    if (crashed) addFailure(looped.requirement, looped.core);
    noteStall(end, record, { target, place, crashed });
  } else if (end.how === 'died') noteDeath(diedOf(end.error, record.store?.name), record);
  else if (end.how === 'full') noteDeath(outOfMemory(record.store?.name), record);
  await confirmations.done();
  return record;
}

/** Takes up what a worker tells, but for failures. */
function note(
  message: Exclude<WorkerMessage, { type: 'failure' | 'place' }>,
  record: RunRecord,
  options: ResolvedJudgeOptions,
): void {
  switch (message.type) {
    case 'store':
      record.store = message;
      return;
    case 'preflight':
      record.operations = [...message.operations];
      record.notApplicable = { ...message.notApplicable };
      record.notTestable = { ...message.notTestable };
      return;
    case 'error':
      record.error = message;
      return;
    case 'crash':
    case 'replayed':
    case 'end':
      return;
    default:
      noteSuitesEvent(message, record, options);
  }
}

async function confirmInFreshThread(
  target: Target,
  failure: FoundFailure,
  { signal, assume }: Pick<ResolvedJudgeOptions, 'signal' | 'assume'>,
): Promise<void> {
  const { result, stalled, error } = await replayInThread(target, failure, signal, assume);
  if (result !== undefined) failure.replay = result;
  failure.confirmations.push(verdictOf({ result, stalled, error, core: failure.core }));
}

function verdictOf({
  result,
  stalled,
  error,
  core,
}: Awaited<ReturnType<typeof replayInThread>> & { core: FailureCore }): Confirmation {
  const how = 'fresh-worker';
  if (result?.reproduced === true || (stalled && core.observed === LOOPED)) return { how, result: 'confirmed' };
  const detail = error ?? (stalled ? 'the store looped for ever instead' : 'it did not happen again');
  return { how, result: 'not-confirmed', detail };
}

/** Runs a counterexample again in a worker of its own; with `assume`, as if the store claimed this too. */
export async function replayInThread(
  target: Target,
  { requirement, core }: Pick<FoundFailure, 'requirement' | 'core'>,
  signal: AbortSignal | undefined,
  assume?: ResolvedJudgeOptions['assume'],
): Promise<{ result: Replay | undefined; stalled: boolean; error: string | undefined }> {
  let result: Replay | undefined;
  let crash: ToldReplay | undefined;
  let error: string | undefined;
  const end = await runInThread(
    { do: 'replay', target, requirement, core, ...(assume === undefined ? {} : { assume }) },
    {
      signal,
      onMessage: (message) => {
        if (message.type === 'crash') crash = message.crash;
        if (message.type === 'replayed') result = message.result;
        if (message.type === 'error') error = `${message.code}: ${message.message}`;
      },
    },
  );
  if (end.how === 'died') error = end.error.message;
  if (end.how === 'aborted') error = 'interrupted';
  if (end.how === 'full') error = outOfMemory(undefined).message;
  if (end.how === 'forged') {
    result = undefined;
    error = forged(undefined, target).message;
  }
  if (end.how === 'stalled' && crash !== undefined && core.observed === LOOPED) {
    result = { reproduced: true, expected: core.expected, observed: LOOPED, ...crash, hung: true };
  }
  return { result, stalled: end.how === 'stalled', error };
}

/** What a subject that never came back has broken, if a crash is to blame. */
function loopIn(place: RunPlace | undefined, at: WatchedPlace | undefined): FoundBy | undefined {
  return place === undefined || at === undefined ? undefined : suiteNamed(place.suite).loopIn?.(place.operations, at);
}

/** A store that does not come back before anything was crashed cannot be judged, as one whose `open` throws cannot. */
function noteStall(
  { forMs }: { forMs: number },
  record: RunRecord,
  { target, place, crashed }: { target: Target; place: RunPlace | undefined; crashed: boolean },
): void {
  if (crashed) record.endedEarly = 'the store looped for ever after a crash, so the rest was not tried';
  else if (record.operations.length === 0) record.error = stalledBeforeJudging(target, record.store?.name, forMs);
  else {
    record.findings.push(loopFinding(place, forMs));
    record.endedEarly = 'the store looped for ever';
  }
}

function noteDeath({ code, message, hint, ...rest }: NonNullable<RunRecord['error']>, record: RunRecord): void {
  if (rest.blame === 'harness' || record.operations.length === 0) {
    record.error = { code, message, ...rest, ...(hint === undefined ? {} : { hint }) };
    return;
  }
  record.findings.push({ code, level: 'error', message, ...(hint === undefined ? {} : { hint }) });
  record.endedEarly = 'the store ran out of memory';
}
