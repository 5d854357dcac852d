import type { Claims } from '../contract/claims.ts';
import { Failure } from '../contract/failure.ts';
import { readBaseline } from '../verdict/baseline/baseline-file.ts';
import type { HostName } from '../verdict/counterexample.ts';
import { writeCounterexample } from '../verdict/counterexample-file.ts';
import type { Finding, Report, ReportedClaims } from '../verdict/report.ts';
import { composeReport } from './compose-report.ts';
import { confirmByKilling } from './confirm-by-killing.ts';
import { refuseWhileLoading } from './import-adapter-module.ts';
import { judgeInThread } from './judge-in-thread.ts';
import { judgeOnProcesses } from './judge-on-processes.ts';
import { judgeOnServer } from './judge-on-server.ts';
import { type JudgeOptions, type ResolvedJudgeOptions, resolveJudgeOptions } from './judge-options.ts';
import { knownIn, withBaseline } from './known-failures.ts';
import { onlyStoresAreProbed } from './only-stores-are-probed.ts';
import type { RunRecord } from './run-record.ts';
import { packed, type ShardedRecord, withSites } from './shards/shard-record.ts';
import { NEEDS_SERVER } from './subjects/served-store.ts';
import {
  type JudgedAdapter,
  needsProcesses,
  resolveClaimingTarget,
  type Target,
  targetOfAdapter,
  targetOfUrl,
} from './target.ts';
import { unusedServices } from './unused-services.ts';

/** What the package exports, where it is described. @throws {Failure} as said there. */
export async function judge(target: string | URL | JudgedAdapter, options: JudgeOptions = {}): Promise<Report> {
  refuseWhileLoading();
  return (await judgeTarget(targetOf(target, options), options)).report;
}

function targetOf(target: string | URL | JudgedAdapter, { claims }: JudgeOptions): Target {
  if (typeof target === 'string') return resolveClaimingTarget(target, claims);
  const found = target instanceof URL ? targetOfUrl(target) : targetOfAdapter(target);
  return claims === undefined ? found : { ...found, claims };
}

/** The report of a store that was judged, with the claims of its adapter: those of the report contain what was assumed beside them. */
export interface JudgedTarget {
  readonly report: Report;
  readonly declared: ReportedClaims;
  /** What suites keep for what they tell of guarantees. */
  readonly details: RunRecord['details'];
}

/** What `judge` does, for a target that is known; with `assume`, as if the store claimed this too. @throws {Failure} as `judge`. */
export async function judgeTarget(target: Target, options: JudgeOptions, assume?: Partial<Claims>): Promise<JudgedTarget> {
  const baseline = options.baseline === undefined ? undefined : await readBaseline(options.baseline);
  const startedAt = new Date();
  const start = performance.now();
  const { record, on } = await judgeWhereItRuns(target, { options, assume, known: knownIn(baseline) });
  if (record.error !== undefined) throw failureOf(record.error);
  if (record.store === undefined) {
    throw new Failure('CW_INTERRUPTED', 'Interrupted before the store was loaded: there is nothing to report.', {
      blame: 'usage',
    });
  }
  if (record.store.kind !== 'served-store') record.findings.push(...unusedServices(on.services, []));
  if (on.host === 'simulated' && on.confirmKill && !record.interrupted) await confirmByKilling(target, record, on.signal);
  const times = { startedAt: startedAt.toISOString(), durationMs: Math.round(performance.now() - start) };
  const shard =
    record.shard === undefined
      ? {}
      : { shard: packed({ ...record.shard, ran: record.shard.ran.map((part) => withSites(target, part)) }) };
  const composed = await writeCounterexamples({ ...composeReport(target, record, on, times), ...shard }, on.out);
  const report = options.baseline === undefined ? composed : withBaseline(composed, baseline, options.baseline);
  return { report, declared: record.store.declared ?? record.store.claims, details: record.details };
}

/**
 * On the host that was asked for. Where none was: a program over stdio, and a store whose work the simulated disk does not see, on the mounted one; where
 * no disk can be mounted the program in real processes.
 */
async function judgeWhereItRuns(
  target: Target,
  { options, assume, known }: { options: JudgeOptions; assume: Partial<Claims> | undefined; known: ReadonlySet<string> },
): Promise<{ record: ShardedRecord; on: ResolvedJudgeOptions }> {
  const resolvedOn = (host: HostName): ResolvedJudgeOptions => ({
    ...resolveJudgeOptions({ ...options, host }),
    known,
    ...(assume === undefined ? {} : { assume }),
  });
  if (options.shard !== undefined && options.host === 'server') throw shardElsewhere();
  const asked = options.host ?? (target.stdio === undefined ? 'simulated' : undefined);
  if (asked !== undefined) {
    const on = resolvedOn(asked);
    if (asked === 'simulated' && target.stdio !== undefined) throw needsProcesses(target, { argv: target.stdio });
    const record = await judgeOn(asked, target, on);
    if (options.host !== undefined) return { record, on };
    if (record.error?.code === NEEDS_SERVER) {
      // Before minutes on a server for nothing.
      if (assume !== undefined) throw onlyStoresAreProbed(target.shown, 'served-store');
      const served = resolvedOn('server');
      if (options.shard !== undefined) throw shardElsewhere();
      return { record: await judgeOnServer(target, served), on: served };
    }
    if (record.error?.code === NATIVE) return onMountedDisk(target, { record, on }, resolvedOn('mounted'));
    // What a module exports is known only once it was loaded.
    const { program } = record.error ?? {};
    if (program === undefined) return { record, on };
    return judgeProgram({ ...target, program }, resolvedOn);
  }
  return judgeProgram(target, resolvedOn);
}

function judgeOn(host: HostName, target: Target, on: ResolvedJudgeOptions): Promise<ShardedRecord> {
  if (host === 'simulated') return judgeInThread(target, on);
  return host === 'server' ? judgeOnServer(target, on) : judgeOnProcesses(target, on);
}

function shardElsewhere(): Failure {
  return new Failure('CW_SHARD_HOST', 'A run on a server has no shards.', {
    hint: 'Leave --shard out, or share the run by --only.',
  });
}

const NATIVE = 'CW_NATIVE_CODE';

async function judgeProgram(
  target: Target,
  resolvedOn: (host: HostName) => ResolvedJudgeOptions,
): Promise<{ record: ShardedRecord; on: ResolvedJudgeOptions }> {
  const mounted = resolvedOn('mounted');
  const onMount = await judgeOnProcesses(target, mounted);
  if (onMount.error?.code !== 'CW_NO_MOUNT') {
    noteFirst(onMount, mountedChosen('A program over stdio was judged on a mounted disk, as with --host mounted.'));
    return { record: onMount, on: mounted };
  }
  const on = resolvedOn('process');
  const record = await judgeOnProcesses(target, on);
  noteFirst(record, {
    code: 'CW_HOST_CHOSEN',
    level: 'note',
    message: `A program over stdio was judged in real processes, as with --host process. ${onMount.error.message}`,
  });
  return { record, on };
}

/** Also where only a share of the run is known. */
function noteFirst({ findings, shard }: ShardedRecord, finding: Finding): void {
  findings.unshift(finding);
  shard?.before.findings.unshift(finding);
}

function mountedChosen(message: string): Finding {
  return { code: 'CW_MOUNTED_CHOSEN', level: 'note', message };
}

/** @param before what came of it on the simulated disk, which stays where no disk can be mounted. */
async function onMountedDisk(
  target: Target,
  before: { readonly record: ShardedRecord; readonly on: ResolvedJudgeOptions },
  on: ResolvedJudgeOptions,
): Promise<{ record: ShardedRecord; on: ResolvedJudgeOptions }> {
  const record = await judgeOnProcesses(target, on);
  if (record.error?.code === 'CW_NO_MOUNT' && before.record.error !== undefined) {
    const hint = `--host mounted judges it where a disk can be mounted. ${record.error.message} --host process judges some of it.`;
    return { ...before, record: { ...before.record, error: { ...before.record.error, hint } } };
  }
  noteFirst(
    record,
    mountedChosen(
      'The store works in native code, which the simulated disk does not see, so that it was judged on a mounted one (--host mounted).',
    ),
  );
  return { record, on };
}

/** Writes each counterexample of a failure to a file, which the report then names: `probe` does that for what is only observed. @throws {Failure} CW_COUNTEREXAMPLE_UNWRITABLE */
export async function writeCounterexamples(report: Report, out: string | false): Promise<Report> {
  if (out === false) return report;
  for (const requirement of report.requirements) {
    if (requirement.counterexample !== undefined)
      requirement.counterexampleFile = await writeCounterexample(out, requirement.counterexample);
    for (const one of requirement.models ?? []) {
      if (one.counterexample !== undefined)
        one.counterexampleFile = await writeCounterexample(out, one.counterexample, { suffix: one.model });
    }
  }
  return report;
}

function failureOf({
  code,
  message,
  hint,
  blame,
  stack,
}: NonNullable<Awaited<ReturnType<typeof judgeInThread>>['error']>): Failure {
  const failure = new Failure(code, message, { blame, ...(hint === undefined ? {} : { hint }) });
  if (stack !== undefined) failure.stack = stack;
  return failure;
}
