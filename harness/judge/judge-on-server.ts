import { Failure } from '../contract/failure.ts';
import { preflightServed } from '../host/server/preflight-served.ts';
import type { ServerHost } from '../host/server/server-host.ts';
import type { ServedSubject } from '../suite/served-subject.ts';
import type { FoundBy } from '../suite/suite.ts';
import { notJudged } from './applying.ts';
import type { ResolvedJudgeOptions } from './judge-options.ts';
import { noticesAsFindings } from './notices.ts';
import { BAILED, emptyPartRecord, endsRun, joinParts, noteEvent, type PartRecord } from './part-record.ts';
import { partsOf } from './parts.ts';
import { toldFailure, toldProgress } from './progress.ts';
import type { Replayed } from './replay-in-thread.ts';
import { isMust, requirementsOf, suiteOf } from './requirements.ts';
import { noteRunError } from './run-error.ts';
import { runPart } from './run-part.ts';
import { emptyRecord, type FoundFailure, type RunRecord } from './run-record.ts';
import type { Target } from './target.ts';
import { unusedServices } from './unused-services.ts';
import { withServerHost } from './with-server-host.ts';

type ServerOptions = Pick<ResolvedJudgeOptions, 'services' | 'servicesMayHaveTables' | 'signal'>;

/** Judges a store on real servers; every failure is made to happen a second time before it counts. */
export async function judgeOnServer(target: Target, options: ResolvedJudgeOptions): Promise<RunRecord> {
  const record = emptyRecord();
  try {
    await withServerHost(target, placeOf(options), (host) => judged(host, options, record));
  } catch (error) {
    noteRunError(error, record);
  }
  return record;
}

/** Runs a counterexample again, on a server. */
export async function replayOnServer(target: Target, { requirement, core }: FoundBy, options: ServerOptions): Promise<Replayed> {
  const nothing = { result: undefined, stalled: false };
  try {
    const result = await withServerHost(target, placeOf(options), async (host) => {
      const missing = await host.missing();
      if (missing !== undefined) throw new Failure('CW_SERVICE_MISSING', `It cannot be replayed: ${missing}.`);
      return suiteOf(core).replay(await prepared(host), { requirement, core }, {});
    });
    return { result, stalled: false, error: undefined };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { ...nothing, error: error.code === 'CW_INTERRUPTED' ? 'interrupted' : `${error.code}: ${error.message}` };
  }
}

function placeOf({ services, servicesMayHaveTables, signal }: ServerOptions): Parameters<typeof withServerHost>[1] {
  return { source: { given: services, mayHaveTables: servicesMayHaveTables }, signal };
}

async function prepared(host: ServerHost): Promise<ServedSubject> {
  const { claims } = await host.store();
  await host.ready();
  return { kind: 'served-store', host, claims, capabilities: await preflightServed(host) };
}

async function judged(host: ServerHost, options: ResolvedJudgeOptions, record: RunRecord): Promise<void> {
  const { name, claims, services, package: judgedPackage } = await host.store();
  record.findings.push(...unusedServices(options.services, services));
  const shown = { ...claims };
  record.store = { kind: 'served-store', name, claims: shown, declared: shown, ...(judgedPackage && { package: judgedPackage }) };
  const missing = await host.missing();
  if (missing !== undefined) {
    for (const { id } of requirementsOf('served-store')) record.notTestable[id] = missing;
    record.finished = true;
    return;
  }
  const subject = await prepared(host);
  record.operations = subject.capabilities.methods.concat();
  const { notApplicable, notTestable } = notJudged(subject);
  Object.assign(record.notApplicable, notApplicable);
  Object.assign(record.notTestable, notTestable);
  const requirements = options.requirements.filter((id) => notApplicable[id] === undefined && notTestable[id] === undefined);
  const parts = partsOf({ kind: 'served-store', claims: shown, requirements, models: options.models }).map(emptyPartRecord);
  for (const part of parts) {
    await runOne(part, { parts, subject, options });
    if (endsRun(part)) break;
  }
  joinParts(parts, record, noticesAsFindings(host.notices, { roundTripped: true }));
}

interface PartContext {
  readonly parts: readonly PartRecord[];
  readonly subject: ServedSubject;
  readonly options: ResolvedJudgeOptions;
}

async function runOne(run: PartRecord, { parts, subject, options }: PartContext): Promise<void> {
  const { effort, seed, models, depth, bail, known, onFailure, onProgress } = options;
  try {
    for await (const event of runPart(run.part, { subject, effort, models, depth, seed, learned: {} })) {
      if (event.type === 'failure') {
        const failure = await confirmed(subject, event);
        run.failures.push(failure);
        if (failure.confirmations.some(({ result }) => result === 'confirmed')) onFailure(toldFailure(failure));
        if (bail && !known.has(event.requirement) && isMust(event.requirement)) {
          run.endedEarly = BAILED;
          break;
        }
      } else noteEvent(event, run);
      if (event.type === 'progress') onProgress(toldProgress(parts));
    }
    run.finished = true;
  } catch (error) {
    noteRunError(error, run);
  }
}

/** In processes that have lived nothing else. */
async function confirmed(subject: ServedSubject, { requirement, core }: FoundBy): Promise<FoundFailure> {
  const { host } = subject;
  const before = host.fresh;
  host.fresh = true;
  const replay = await suiteOf(core)
    .replay(subject, { requirement, core }, {})
    .finally(() => {
      host.fresh = before;
    });
  const confirmation = replay.reproduced
    ? ({ how: 'real-processes', result: 'confirmed' } as const)
    : ({ how: 'real-processes', result: 'not-confirmed', detail: 'it did not happen again' } as const);
  return { requirement, core, replay, confirmations: [confirmation] };
}
