import { assumedClaims } from '../contract/assumed-claims.ts';
import type { ResolvedClaims } from '../contract/claims.ts';
import { Failure } from '../contract/failure.ts';
import { type Preflight, preflight } from '../host/preflight.ts';
import type { StoreSubject } from '../suite/subject.ts';
import type { FoundBy, ReplayOutcome } from '../suite/suite.ts';
import type { HostName } from '../verdict/counterexample.ts';
import type { Replay } from '../verdict/replay.ts';
import { notJudged } from './applying.ts';
import { OF_NATIVE_CODE, OF_PROGRAM } from './changes-unseen.ts';
import type { ChildHost } from './child-host.ts';
import type { ResolvedJudgeOptions } from './judge-options.ts';
import { floods, noticesAsFindings } from './notices.ts';
import { BAILED, emptyPartRecord, endsRun, joinParts, noteEvent, type PartRecord } from './part-record.ts';
import { partsOf } from './parts.ts';
import { toldFailure, toldProgress } from './progress.ts';
import { isMust, suiteOf } from './requirements.ts';
import { roundTripFailed } from './round-trip-failed.ts';
import { runPart } from './run-part.ts';
import { emptyRecord, type FoundFailure, type RunRecord } from './run-record.ts';
import { storeOn } from './store-on-processes.ts';
import type { Target } from './target.ts';
import { withMountedHost } from './with-mounted-host.ts';
import { withProcessHost } from './with-process-host.ts';

/** Gives work the host of that name, and leaves nothing of it behind. */
function withChildHost<T>(
  host: HostName,
  target: Target,
  signal: AbortSignal | undefined,
  work: (host: ChildHost) => Promise<T>,
): Promise<T> {
  return host === 'mounted' ? withMountedHost(target, signal, work) : withProcessHost(target, signal, work);
}

/** Judges a store in processes, on real disks or mounted ones; every failure is made to happen a second time before it counts. */
export async function judgeOnProcesses(target: Target, options: ResolvedJudgeOptions): Promise<RunRecord> {
  const record = emptyRecord();
  try {
    await withChildHost(options.host, target, options.signal, (host) => judge(host, record, options));
  } catch (error) {
    noteError(error, record);
  }
  return record;
}

/** Runs a counterexample again, in processes. `error`: it could not be run. */
export async function replayOnProcesses(
  target: Target,
  { requirement, core, host: name }: FoundBy & { readonly host: HostName },
  signal: AbortSignal | undefined,
): Promise<{ result: Replay | undefined; stalled: boolean; error: string | undefined }> {
  try {
    const result = await withChildHost(name, target, signal, async (host) => {
      host.strict = true;
      const { claims } = await host.store();
      return suiteOf(requirement).replay(storeOn(host, claims), { requirement, core }, {});
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

async function judge(host: ChildHost, record: RunRecord, options: ResolvedJudgeOptions): Promise<void> {
  const { name, package: judged, claims: declared, overStdio = false } = await host.store();
  const claims = assumedClaims(declared, options.assume);
  record.store = { kind: 'store', name, claims, declared, ...(judged === undefined ? {} : { package: judged }) };
  const looked = await lookedAt(host, claims);
  if (!looked.ok || looked.broken !== undefined) {
    // What the store does outside its directory explains a failed round trip better than the round trip does.
    const because = noticesAsFindings(host.notices, { roundTripped: true }).find(
      ({ level }) => level === 'error' || level === 'harness',
    );
    throw roundTripFailed(name, looked.ok ? looked.broken : looked, because);
  }
  const flooded = floods(host.notices);
  const { capabilities } = looked;
  const subject = storeOn(host, claims, capabilities);
  record.operations = capabilities.methods.concat();
  const unseen = overStdio
    ? OF_PROGRAM
    : claims.survives !== 'nothing' && host.statistics.changesByOperations === 0
      ? OF_NATIVE_CODE
      : undefined;
  const { notApplicable, notTestable } = notJudged(subject, unseen === undefined ? {} : { 'sees-changes': unseen.reason });
  record.notApplicable = { ...notApplicable };
  record.notTestable = { ...notTestable };
  const applying = options.requirements.filter((id) => notApplicable[id] === undefined);
  if (unseen !== undefined && applying.some((id) => notTestable[id] === unseen.reason)) record.findings.push(unseen.finding);
  const requirements = applying.filter((id) => notTestable[id] === undefined);
  const { effort, seed, models, depth } = options;
  const parts: PartRecord[] = [];
  try {
    for (const part of partsOf({ kind: subject.kind, claims, requirements, models })) {
      const own = emptyPartRecord(part);
      parts.push(own);
      const learned = Object.assign({}, ...parts.map((one) => one.learned));
      for await (const event of runPart(part, { subject, effort, models, depth, seed, learned })) {
        if (event.type === 'failure') {
          const failure = await confirmed(host, subject, event);
          own.failures.push(failure);
          const happenedAgain = failure.confirmations.some(({ result }) => result === 'confirmed');
          if (happenedAgain && part.does === 'judge') options.onFailure(toldFailure(failure));
        } else noteEvent(event, own);
        if (event.type === 'failure' && options.bail && isMust(event.requirement)) {
          own.endedEarly = BAILED;
          break;
        }
        if (event.type === 'progress') options.onProgress(toldProgress(parts));
      }
      own.finished = true;
      if (endsRun(own)) break;
    }
  } finally {
    const mapped = [...(host.mapped ?? [])].sort();
    if (mapped.length > 0) record.powerLossUntried = mappedReason(mapped);
    joinParts(parts, record, noticesAsFindings(host.notices, { roundTripped: true, flooded }));
  }
}

/** What is wrong where lives share a process may come of that: then each has one of its own, for good. */
async function lookedAt(host: ChildHost, claims: ResolvedClaims): Promise<Preflight> {
  const looked = await preflight(host, claims);
  const isWell = looked.ok && looked.broken === undefined && looked.shared === undefined;
  if (isWell || host.fresh !== false) return looked;
  host.fresh = true;
  return preflight(host, claims);
}

async function confirmed(host: ChildHost, subject: StoreSubject, { requirement, core }: FoundBy): Promise<FoundFailure> {
  const suite = suiteOf(requirement);
  host.strict = true;
  const replay = await suite.replay(subject, { requirement, core }, {}).finally(() => {
    host.strict = false;
  });
  const how = suite.inReality?.(core)?.how ?? 'real-processes';
  const confirmation = replay.reproduced
    ? ({ how, result: 'confirmed' } as const)
    : ({ how, result: 'not-confirmed', detail: notAgain(replay) } as const);
  return { requirement, core, replay, confirmations: [confirmation] };
}

function notAgain({ attempts }: ReplayOutcome): string {
  return attempts === undefined ? 'it did not happen again' : `it did not happen again in ${attempts} attempts`;
}

function mappedReason(files: readonly string[]): string {
  const shown = files.slice(0, 3).map((file) => file.replace(/^\/data\//, ''));
  return `it writes ${shown.join(', ')} through a mapping, and when that happens nobody sees: power loss cannot be tried`;
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
