import type {
  LaunchMeta,
  ListedSession,
  LockOwner,
  Pids,
  ProcessLook,
  RegistryOpenOptions,
  Source,
} from '../../harness/contract/registry.ts';
import type { ScriptPlace } from '../../harness/host/script.ts';
import {
  type LockOwnerName,
  REGISTRY_CONFIG,
  REGISTRY_SOURCES,
  type RegistryOperation,
  type RegistrySession,
  SOURCE_OF,
  type SourceName,
} from '../../harness/model/registry/operation.ts';
import {
  listingOf,
  processesOf,
  REUSED_LATER_MS,
  type RegistryWorld,
  type WorldProcess,
  worldAfter,
} from '../../harness/model/registry/world.ts';

const LATE_MS = REGISTRY_CONFIG.sourceTimeoutMs + 1;
const YEAR_MS = 365 * 24 * 3_600_000;
const HOUR_MS = 3_600_000;
/** What a launch has to say that no source knows: long enough for launches that are never removed to show in the size of files. */
const PROMPT = 'Take the failing test, find out why it fails, and mend it. '.repeat(70);

const GUEST_SOURCE: SourceName = 'first';
/** Beyond all other pids of the world. */
const FIRST_GUEST_PID = 4_400_000;

interface Guest {
  readonly id: string;
  readonly pid: number;
  readonly startedAtMs: number;
}

/** The world as a registry meets it while its script runs: sources, processes, the clock. */
export class RegistrySurroundings {
  readonly #place: ScriptPlace;
  readonly #bornMs: number;
  #world: RegistryWorld;
  /** A session beside those of the world, of which there have been many. */
  #guest: Guest | undefined;

  constructor(place: ScriptPlace, world: RegistryWorld) {
    this.#place = place;
    this.#world = world;
    this.#bornMs = place.clock.nowMs;
    this.#showProcesses();
  }

  get world(): RegistryWorld {
    return this.#world;
  }

  options(): RegistryOpenOptions {
    const source = (name: SourceName): Source => ({ discover: () => this.#discover(name) });
    const sources = Object.fromEntries(REGISTRY_SOURCES.map((name) => [name, source(name)]));
    const { dir, clock } = this.#place;
    return { dir, sources, pids: this.#pids(), clock: { now: () => clock.nowMs }, config: { ...REGISTRY_CONFIG } };
  }

  happens(operation: RegistryOperation): void {
    this.#world = worldAfter(this.#world, operation, this.#place.clock.nowMs);
    this.#showProcesses();
  }

  /** What a launch that has just happened is told as. */
  launchMeta(id: RegistrySession): LaunchMeta {
    const { launch } = this.#world.sessions[id];
    if (launch === undefined) throw new Error(`${id} was not launched`);
    const { atMs, startedAt, process, wrapper } = launch;
    const startedAtMs = { now: atMs, invalid: Number.NaN, future: atMs + YEAR_MS, past: atMs - HOUR_MS }[startedAt];
    return {
      id,
      source: SOURCE_OF[id],
      startedAtMs,
      ...(process === undefined ? {} : { pid: process.pid, pidStartedAtMs: process.startedAtMs }),
      wrapperPid: wrapper.pid,
      prompt: PROMPT,
    };
  }

  lockOwner(name: LockOwnerName): LockOwner {
    if (name === 'self') return { pid: process.pid, pidStartedAtMs: this.#bornMs, manual: false };
    // Whoever sets a lock by hand does it through a process that is gone a moment later.
    if (name === 'person')
      return { pid: this.#world.nextPid + 1_000, pidStartedAtMs: this.#place.clock.nowMs - 10, manual: true };
    const { pid, startedAtMs } = this.#world.owners[name];
    return { pid, pidStartedAtMs: startedAtMs, manual: false };
  }

  /** Launches one more guest, and gives what its launch is told as. */
  guestComes(count: number): LaunchMeta {
    const nowMs = this.#place.clock.nowMs;
    const id = `guest-${count}`;
    const pid = FIRST_GUEST_PID + count;
    this.#guest = { id, pid, startedAtMs: nowMs };
    this.#place.processes.set(pid, 'there');
    return { id, source: GUEST_SOURCE, startedAtMs: nowMs, pid, pidStartedAtMs: nowMs, wrapperPid: pid, prompt: PROMPT };
  }

  guestGoes(): void {
    if (this.#guest !== undefined) this.#place.processes.set(this.#guest.pid, 'absent');
    this.#guest = undefined;
  }

  #listing(name: SourceName): ListedSession[] {
    const guest = this.#guest;
    const listed = listingOf(this.#world, name);
    if (guest === undefined || name !== GUEST_SOURCE) return listed;
    return [...listed, { id: guest.id, status: 'running', pid: guest.pid, pidStartedAtMs: guest.startedAtMs }];
  }

  #discover(name: SourceName): ReturnType<Source['discover']> {
    const { clock } = this.#place;
    const listing = () => this.#listing(name);
    const failure = () => new Error(`source ${name} is not available`);
    switch (this.#world.sources[name]) {
      case 'lists':
        return Promise.resolve(listing());
      case 'throws':
        throw failure();
      case 'rejects':
        return Promise.reject(failure());
      case 'never':
        return new Promise(() => {});
      case 'late':
        return new Promise((resolve) => setTimeout(() => resolve(listing()), LATE_MS));
      case 'rejects-late':
        return new Promise((_resolve, reject) => setTimeout(() => reject(failure()), LATE_MS));
      case 'blocks':
        clock.jump(LATE_MS);
        return listing();
    }
  }

  #pids(): Pids {
    return {
      look: (pid) => {
        if (pid === process.pid) return { state: 'alive', startedAtMs: this.#bornMs };
        const guest = this.#guest;
        if (guest?.pid === pid) return { state: 'alive', startedAtMs: guest.startedAtMs };
        const found = processesOf(this.#world).find((one) => one.pid === pid);
        return found === undefined ? { state: 'dead' } : lookAt(found);
      },
    };
  }

  #showProcesses(): void {
    for (const { pid, state } of processesOf(this.#world)) {
      // kill(2) finds zombies, and whoever has the pid now.
      this.#place.processes.set(pid, state === 'dead' ? 'absent' : state === 'denied' ? 'denied' : 'there');
    }
  }
}

function lookAt({ state, startedAtMs }: WorldProcess): ProcessLook {
  switch (state) {
    case 'dead':
      return { state };
    case 'reused':
      return { state: 'alive', startedAtMs: startedAtMs + REUSED_LATER_MS };
    case 'alive':
    case 'denied':
    case 'zombie':
      return { state, startedAtMs };
  }
}
