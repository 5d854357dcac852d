import type { ListedSession } from '../../contract/registry.ts';
import {
  type Answers,
  type ListedAs,
  type ProcessState,
  REGISTRY_CONFIG,
  REGISTRY_SESSIONS,
  REGISTRY_SOURCES,
  type RegistryOperation,
  type RegistrySession,
  SOURCE_OF,
  type SourceName,
  type StartedAt,
} from './operation.ts';

/** What is so, whatever the registry says of it. A value: `worldAfter` makes a new one. */
export interface RegistryWorld {
  readonly sessions: { readonly [S in RegistrySession]: SessionWorld };
  readonly sources: { readonly [S in SourceName]: Answers };
  readonly owners: { readonly [O in 'one' | 'other']: WorldProcess };
  readonly nextPid: number;
}

export interface SessionWorld {
  readonly lists: ListedAs;
  /** The newest launch of this id; absent where it was never launched. */
  readonly launch?: Launch;
  /** When the registry was first asked of anything since that launch, or since it was opened again. */
  readonly askedAtMs?: number;
}

export interface Launch {
  /** How many launches of this id came before. */
  readonly earlier: number;
  readonly atMs: number;
  readonly startedAt: StartedAt;
  /** Of the session; absent where the registry is not told which it is. */
  readonly process?: WorldProcess;
  readonly wrapper: WorldProcess;
  /** The registry has been opened anew since. */
  readonly before: boolean;
}

export interface WorldProcess {
  readonly pid: number;
  readonly startedAtMs: number;
  readonly state: ProcessState;
}

/** More than Linux has, so that no real process is found there. */
const FIRST_PID = 4_300_000;
/** How much older or younger than the session's own the process is that has its pid. */
export const REUSED_LATER_MS = 77_000;

export function startOfWorld(nowMs: number): RegistryWorld {
  const owner = (pid: number): WorldProcess => ({ pid, startedAtMs: nowMs - 60_000, state: 'alive' });
  return {
    sessions: { alpha: { lists: 'absent' }, beta: { lists: 'absent' }, gamma: { lists: 'absent' } },
    sources: { first: 'lists', second: 'lists' },
    owners: { one: owner(FIRST_PID), other: owner(FIRST_PID + 1) },
    nextPid: FIRST_PID + 10,
  };
}

/** The world when this has happened, or has been asked, at that time. */
export function worldAfter(world: RegistryWorld, operation: RegistryOperation, nowMs: number): RegistryWorld {
  switch (operation.op) {
    case 'launch':
      return isLaunchable(world, operation.session, nowMs) ? launched(world, operation, nowMs) : world;
    case 'lists':
      return withSession(world, operation.session, { lists: operation.as });
    case 'answers':
      return { ...world, sources: { ...world.sources, [operation.source]: operation.how } };
    case 'process':
      return withLaunch(world, operation.session, ({ process, ...launch }) =>
        process === undefined ? launch : { ...launch, process: become(process, operation.becomes) },
      );
    case 'wrapper-ends':
      return withLaunch(world, operation.session, (launch) => ({ ...launch, wrapper: { ...launch.wrapper, state: 'dead' } }));
    case 'owner': {
      const owner = become(world.owners[operation.owner], operation.becomes);
      return { ...world, owners: { ...world.owners, [operation.owner]: owner } };
    }
    case 'status':
    case 'list':
    case 'sweep':
      return asked(world, nowMs);
    case 'kill':
      return reopened(world);
    default:
      return world;
  }
}

/** Who has ended does not come back. */
function become(process: WorldProcess, state: ProcessState): WorldProcess {
  const hasEnded = process.state === 'dead' || process.state === 'zombie' || process.state === 'reused';
  return hasEnded && (state === 'alive' || state === 'denied') ? process : { ...process, state };
}

/** Whether a launch of this id is a new session's: there was none, or its last one is dead beyond doubt. */
export function isLaunchable(world: RegistryWorld, session: RegistrySession, nowMs: number): boolean {
  const { lists, launch, askedAtMs } = world.sessions[session];
  if (world.sources[SOURCE_OF[session]] !== 'lists' || lists === 'running') return false;
  if (launch === undefined) return true;
  const dead = launch.process === undefined || launch.process.state === 'dead';
  return dead && askedAtMs !== undefined && nowMs > Math.max(launch.atMs, askedAtMs) + 2 * REGISTRY_CONFIG.graceMs;
}

function launched(
  world: RegistryWorld,
  { session, pid, startedAt }: Extract<RegistryOperation, { op: 'launch' }>,
  nowMs: number,
): RegistryWorld {
  const { nextPid } = world;
  const process = { pid: nextPid, startedAtMs: nowMs, state: 'alive' } as const;
  const wrapper = { pid: nextPid + 1, startedAtMs: nowMs - 50, state: 'alive' } as const;
  const before = world.sessions[session].launch;
  const launch: Launch = {
    earlier: before === undefined ? 0 : before.earlier + 1,
    atMs: nowMs,
    startedAt,
    wrapper,
    before: false,
    ...(pid === 'known' ? { process } : {}),
  };
  return { ...world, nextPid: nextPid + 2, sessions: { ...world.sessions, [session]: { lists: 'absent', launch } } };
}

function asked(world: RegistryWorld, nowMs: number): RegistryWorld {
  return REGISTRY_SESSIONS.reduce(
    (after, session) =>
      after.sessions[session].askedAtMs === undefined ? withSession(after, session, { askedAtMs: nowMs }) : after,
    world,
  );
}

function reopened(world: RegistryWorld): RegistryWorld {
  const after = ({ lists, launch }: SessionWorld): SessionWorld =>
    launch === undefined ? { lists } : { lists, launch: { ...launch, before: true } };
  const { alpha, beta, gamma } = world.sessions;
  return { ...world, sessions: { alpha: after(alpha), beta: after(beta), gamma: after(gamma) } };
}

function withSession(world: RegistryWorld, session: RegistrySession, change: Partial<SessionWorld>): RegistryWorld {
  return { ...world, sessions: { ...world.sessions, [session]: { ...world.sessions[session], ...change } } };
}

function withLaunch(world: RegistryWorld, session: RegistrySession, change: (launch: Launch) => Launch): RegistryWorld {
  const { launch } = world.sessions[session];
  return launch === undefined ? world : withSession(world, session, { launch: change(launch) });
}

/** Every process of the world, whose pid something may be found at. */
export function processesOf(world: RegistryWorld): WorldProcess[] {
  const owners = Object.values(world.owners);
  const launches = REGISTRY_SESSIONS.flatMap((session) => world.sessions[session].launch ?? []);
  return [...owners, ...launches.flatMap(({ process, wrapper }) => (process === undefined ? [wrapper] : [process, wrapper]))];
}

/** What a source answers, when it does. */
export function listingOf(world: RegistryWorld, source: SourceName): ListedSession[] {
  return REGISTRY_SESSIONS.filter((session) => SOURCE_OF[session] === source).flatMap((id) => {
    const { lists, launch } = world.sessions[id];
    if (lists === 'absent') return [];
    const process = launch?.process;
    return [{ id, status: lists, ...(process === undefined ? {} : { pid: process.pid, pidStartedAtMs: process.startedAtMs }) }];
  });
}

/** Whether a source gives nothing in time. */
export function isFailing(world: RegistryWorld, source: SourceName): boolean {
  return world.sources[source] !== 'lists';
}

export function someSourceFails(world: RegistryWorld): boolean {
  return REGISTRY_SOURCES.some((source) => isFailing(world, source));
}
