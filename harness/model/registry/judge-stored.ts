import type { ResolvedRegistryClaims } from '../../contract/registry-claims.ts';
import { describeEvidence } from './describe.ts';
import type { RegistryDeviation } from './deviation.ts';
import type { Evidence } from './evidence.ts';
import type { SessionMemory } from './judge-status.ts';
import { REGISTRY_CONFIG, REGISTRY_SESSIONS, type RegistrySession } from './operation.ts';
import type { RegistryStep, StoredEntry } from './step.ts';
import type { RegistryWorld } from './world.ts';

/** What has been seen of what is kept. */
export interface StoredMemory {
  /** The last look. */
  readonly entries: { readonly [session: string]: StoredEntry };
  /** Sessions whose source has failed in every question since. */
  readonly failedSince: ReadonlySet<string>;
}

export interface StoredMoment {
  readonly world: RegistryWorld;
  readonly index: number;
  readonly nowMs: number;
  readonly claims: Pick<ResolvedRegistryClaims, 'survives' | 'launches'>;
  readonly sessions: { readonly [S in RegistrySession]: { readonly evidence: Evidence; readonly memory: SessionMemory } };
  /** Launches that the registry has acknowledged. */
  readonly acknowledged: ReadonlySet<RegistrySession>;
  readonly stored: StoredMemory;
}

/** What is wrong with what is kept of launches. */
export function judgeStored({ outcome }: RegistryStep, moment: StoredMoment): RegistryDeviation[] {
  if (outcome.how !== 'done' || outcome.answer.is !== 'stored') return [];
  const { entries } = outcome.answer;
  return REGISTRY_SESSIONS.flatMap((session) => {
    const entry = entries.find(({ id }) => id === session);
    const deviation = entry === undefined ? missing(session, moment) : wrongEntry(session, entry, moment);
    return deviation === undefined ? [] : [{ ...deviation, step: moment.index, session }];
  });
}

type Wrong = Pick<RegistryDeviation, 'kind' | 'expected' | 'found'>;

function missing(session: RegistrySession, moment: StoredMoment): Wrong | undefined {
  const { world, acknowledged, claims, stored } = moment;
  const { evidence, memory } = moment.sessions[session];
  const { launch } = world.sessions[session];
  if (launch === undefined || !acknowledged.has(session) || memory.mayBeDead || claims.launches === 'forgotten') return undefined;
  if (launch.before && claims.survives === 'nothing') return undefined;
  const found = 'nothing is stored of it';
  const expected = `what was stored of session "${session}" stays`;
  if (stored.failedSince.has(session) && evidence.process === 'none') {
    if (stored.entries[session] === undefined) return undefined;
    const isOld = moment.nowMs - launch.atMs > REGISTRY_CONFIG.ttlMs;
    const kind = isOld ? 'retention' : 'failed-source';
    return { kind, expected: `${expected}: ${describeEvidence(evidence)}`, found };
  }
  if (evidence.process === 'denied' || evidence.source === 'failed') return undefined;
  return { kind: 'retention', expected: `${expected}: ${describeEvidence(evidence)}`, found };
}

function wrongEntry(session: RegistrySession, entry: StoredEntry, moment: StoredMoment): Wrong | undefined {
  const { world, acknowledged, stored } = moment;
  const { evidence, memory } = moment.sessions[session];
  const { launch } = world.sessions[session];
  // Whoever takes it for running is wrong about that, and right to keep it.
  if (memory.mustBeGone && memory.lastSaid !== 'running') {
    const expected = `nothing is stored any more of session "${session}": it was dead for longer than launches are kept, and a sweep has seen it since`;
    return { kind: 'retention', expected, found: `it is still stored: ${JSON.stringify(entry)}` };
  }
  const pid = launch?.process?.pid;
  if (
    launch !== undefined &&
    launch.earlier > 0 &&
    acknowledged.has(session) &&
    pid !== undefined &&
    entry.pid !== undefined &&
    entry.pid !== pid
  ) {
    const expected = `what is stored of session "${session}" is that of its new launch, with pid ${pid}`;
    if (launch.before && moment.claims.survives === 'nothing') return undefined;
    return {
      kind: 'id',
      expected,
      found: `the pid that is stored is ${entry.pid}, of the session that is dead`,
    };
  }
  const before = stored.entries[session]?.status;
  const mayKnow = memory.mayBeDead || evidence.process !== 'none' || memory.lastGood === 'stopped';
  if (
    mayKnow ||
    !stored.failedSince.has(session) ||
    before === undefined ||
    before === entry.status ||
    entry.status !== 'stopped'
  )
    return undefined;
  return {
    kind: 'failed-source',
    expected: `a source that fails changes nothing of what is stored of session "${session}"`,
    found: `its stored status was ${before} and is now ${entry.status}`,
  };
}
