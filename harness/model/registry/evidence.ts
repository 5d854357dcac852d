import type { ResolvedRegistryClaims } from '../../contract/registry-claims.ts';
import { type ListedAs, type ProcessState, REGISTRY_CONFIG, type RegistrySession, SOURCE_OF } from './operation.ts';
import { isFailing, type RegistryWorld } from './world.ts';

/** What can be known of one session at one moment. */
export interface Evidence {
  /** What its source says, in time. `failed`: nothing. `doubtful`: one source kept the thread busy, and another one may look slow for it. */
  readonly source: ListedAs | 'failed' | 'doubtful';
  /** What its process is; `none` where the registry is not told which it is, or does not look. */
  readonly process: ProcessState | 'none';
  /**
   * Whether a session that nobody has seen yet may be called stopped. `held`: no. `over`: as long as it may take has passed twice, since its launch and
   * since the registry was first asked. `maybe`: in between, or it depends on what the registry counts from.
   */
  readonly grace: 'held' | 'maybe' | 'over';
}

export type LooksLike = 'running' | 'stopped' | 'doubtful';

/** @param fromMs, untilMs when the registry was asked, and when it had answered. */
export function evidenceOf(
  world: RegistryWorld,
  session: RegistrySession,
  { fromMs, untilMs }: { fromMs: number; untilMs: number },
  claims: Pick<ResolvedRegistryClaims, 'status' | 'survives'>,
): Evidence {
  const { lists, launch } = world.sessions[session];
  const source = SOURCE_OF[session];
  // What is lost with the process cannot be known by the next one.
  const forgotten = launch?.before === true && claims.survives === 'nothing';
  const process = claims.status === 'sources' || forgotten ? 'none' : (launch?.process?.state ?? 'none');
  const grace = forgotten ? 'maybe' : graceOf(world, session, fromMs, untilMs);
  const asksNobody = claims.status === 'pids' || claims.status === 'nothing';
  if (asksNobody) return { source: 'absent', process, grace: process === 'none' ? 'maybe' : grace };
  if (isFailing(world, source)) return { source: 'failed', process, grace };
  const blocked = Object.values(world.sources).includes('blocks');
  return { source: blocked ? 'doubtful' : lists, process, grace };
}

function graceOf(world: RegistryWorld, session: RegistrySession, fromMs: number, untilMs: number): Evidence['grace'] {
  const { launch, askedAtMs } = world.sessions[session];
  if (launch === undefined) return 'over';
  const { graceMs } = REGISTRY_CONFIG;
  if (!launch.before && launch.startedAt !== 'past' && untilMs < launch.atMs + graceMs) return 'held';
  return askedAtMs !== undefined && fromMs > Math.max(launch.atMs, askedAtMs) + 2 * graceMs ? 'over' : 'maybe';
}

/** What a session is, beyond doubt. */
export function looksLike({ source, process, grace }: Evidence): LooksLike {
  const gone = process === 'dead' || process === 'zombie' || process === 'reused';
  if (source === 'running') return gone ? 'doubtful' : 'running';
  if (source === 'stopped') return process === 'none' || gone ? 'stopped' : 'doubtful';
  if (process === 'alive' || process === 'denied') return 'running';
  return source === 'absent' && grace === 'over' ? 'stopped' : 'doubtful';
}
