import { PATCH_SUITE_NAME } from '../../suites/concurrent-patch/requirements.ts';
import { REPAIR_SUITE_NAME } from '../../suites/corrupt-file-repair/requirements.ts';
import { IDENTITY_SUITE_NAME } from '../../suites/identity/requirements.ts';
import type { ResolvedClaims } from '../contract/claims.ts';
import { Failure } from '../contract/failure.ts';
import { preflight } from '../host/preflight.ts';
import type { ProcessHost } from '../host/process/process-host.ts';
import { PROCESS_WORKLOAD_PLANS } from '../model/workload.ts';
import type { Replay } from '../verdict/replay.ts';
import type { ResolvedJudgeOptions } from './judge-options.ts';
import { noteSuitesEvent } from './note-suites-event.ts';
import { floods, noticesAsFindings } from './notices.ts';
import { emptyRecord, type FoundFailure, type RunRecord } from './run-record.ts';
import { runSuites, type SuitesEvent } from './run-suites.ts';
import { type FoundBy, isCrash, notApplicableReasons, REQUIREMENTS, replayCore } from './suites.ts';
import type { Target } from './target.ts';
import { withProcessHost } from './with-process-host.ts';

/** Judges a store in real processes, killed with SIGKILL; every failure is made to happen a second time before it counts. */
export async function judgeOnProcesses(target: Target, options: ResolvedJudgeOptions): Promise<RunRecord> {
  const record = emptyRecord();
  try {
    await withProcessHost(target, options.signal, (host) => judge(host, record, options));
  } catch (error) {
    noteError(error, record);
  }
  return record;
}

/** Runs a counterexample again on real processes. `error`: it could not be run. */
export async function replayOnProcesses(
  target: Target,
  { requirement, core }: FoundBy,
  signal: AbortSignal | undefined,
): Promise<{ result: Replay | undefined; stalled: boolean; error: string | undefined }> {
  try {
    const result = await withProcessHost(target, signal, async (host) => {
      const { claims } = await host.store();
      return replayCore(host, { requirement, core }, { claims });
    });
    return { result, stalled: false, error: undefined };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return {
      result: undefined,
      stalled: false,
      error: error.code === 'CW_INTERRUPTED' ? 'interrupted' : `${error.code}: ${error.message}`,
    };
  }
}

async function judge(host: ProcessHost, record: RunRecord, options: ResolvedJudgeOptions): Promise<void> {
  const { name, package: judged, claims } = await host.store();
  record.store = { name, claims, ...(judged === undefined ? {} : { package: judged }) };
  const looked = await preflight(host, claims);
  if (!looked.ok) {
    // What the store does outside its directory explains a failed round trip better than the round trip does.
    const because = noticesAsFindings(host.notices, { roundTripped: true }).find(
      ({ level }) => level === 'error' || level === 'harness',
    );
    throw new Failure(because?.code ?? looked.code, because?.message ?? `${name}: ${looked.message}`, {
      hint: because?.hint ?? looked.hint,
    });
  }
  const flooded = floods(host.notices);
  const { capabilities } = looked;
  record.operations = capabilities.methods.concat();
  record.notApplicable = notApplicableReasons(claims, capabilities);
  const applying = options.requirements.filter((id) => record.notApplicable[id] === undefined);
  const unseen = claims.survives !== 'nothing' && host.statistics.changesByOperations === 0;
  if (unseen) noteUnseenChanges(record, applying);
  const requirements = applying.filter((id) => record.notTestable[id] === undefined);
  const { effort, seed, models, depth } = options;
  const plan = PROCESS_WORKLOAD_PLANS[effort];
  for await (const event of runSuites({ host, claims, capabilities, requirements, effort, models, depth, plan, seed })) {
    if (event.type === 'failure') record.failures.push(await confirmed(host, event, claims));
    else noteSuitesEvent(event, record, options);
  }
  record.findings.push(...noticesAsFindings(host.notices, { roundTripped: true, flooded }));
}

async function confirmed(
  host: ProcessHost,
  { requirement, core }: Extract<SuitesEvent, { type: 'failure' }>,
  claims: ResolvedClaims,
): Promise<FoundFailure> {
  const replay = await replayCore(host, { requirement, core }, { claims });
  const how = isCrash(core) ? 'process-kill' : 'real-processes';
  const confirmation = replay.reproduced
    ? ({ how, result: 'confirmed' } as const)
    : ({ how, result: 'not-confirmed', detail: notAgain(replay) } as const);
  return { requirement, core, replay, confirmations: [confirmation] };
}

function notAgain({ attempts }: Awaited<ReturnType<typeof replayCore>>): string {
  return attempts === undefined ? 'it did not happen again' : `it did not happen again in ${attempts} attempts`;
}

/** Suites that go by what the store shows and by what lies in its directory. */
const NEEDS_NO_CHANGES: ReadonlySet<string> = new Set([PATCH_SUITE_NAME, REPAIR_SUITE_NAME, IDENTITY_SUITE_NAME]);

/** What stops the store at its changes cannot be tried; clients that use it together can. */
function noteUnseenChanges(record: RunRecord, applying: readonly string[]): void {
  const untestable = REQUIREMENTS.filter(({ id, suite }) => !NEEDS_NO_CHANGES.has(suite) && applying.includes(id));
  for (const { id } of untestable) {
    record.notTestable[id] = 'its changes do not go through node:fs (CW_CHANGES_UNSEEN, see the findings)';
  }
  if (untestable.length === 0) return;
  record.findings.push({
    code: 'CW_CHANGES_UNSEEN',
    level: 'warning',
    message:
      'Operations succeeded, and nothing changed through node:fs: something else does the work, so what a crash in the midst of it leaves was not judged.',
    hint: 'Native code, a worker thread or a process of its own. --only concurrent-patch judges alone what can be judged.',
  });
}

function noteError(error: unknown, record: RunRecord): void {
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
