import path from 'node:path';
import type {
  LaunchMeta,
  LockOwner,
  Registry,
  RegistryOpenOptions,
  SessionStatus,
  ShownSession,
  StoredLaunch,
} from '../../harness/contract/registry.ts';
import { askSources, type Listing } from './ask-sources.ts';
import { EntryFiles } from './entry-files.ts';
import { type Liveness, livenessOf } from './process-look.ts';
import { statusOf } from './session-status.ts';

/** What no source knows of a session. That it runs is not among it. */
interface LaunchEntry extends Omit<LaunchMeta, 'startedAtMs'> {
  readonly name: string;
  /** By this registry's own clock: what the launch says of its beginning may be wrong. */
  readonly registeredAtMs: number;
}

interface LockEntry extends LockOwner {
  readonly name: string;
}

/** What is so of a session, and whether nobody can doubt that it is dead. */
interface Judged {
  readonly status: SessionStatus;
  readonly isDead: boolean;
}

/**
 * Tells which sessions run. It keeps launches and locks; what runs it asks the sources and the processes, each time anew.
 */
export class SessionRegistry implements Registry {
  readonly #options: RegistryOpenOptions;
  readonly #launches: EntryFiles<LaunchEntry>;
  readonly #locks: EntryFiles<LockEntry>;

  protected constructor(options: RegistryOpenOptions, launches: EntryFiles<LaunchEntry>, locks: EntryFiles<LockEntry>) {
    this.#options = options;
    this.#launches = launches;
    this.#locks = locks;
  }

  static async open(options: RegistryOpenOptions): Promise<SessionRegistry> {
    const launches = await EntryFiles.open(path.join(options.dir, 'launches'), isLaunchEntry);
    const locks = await EntryFiles.open(path.join(options.dir, 'locks'), isLockEntry);
    return new SessionRegistry(options, launches, locks);
  }

  /** @throws {Error} if a session of this id may be alive. */
  async launch({ startedAtMs: _, ...meta }: LaunchMeta): Promise<void> {
    const before = await this.#launches.get(meta.id);
    if (before !== undefined) {
      const { isDead } = this.#judge(meta.id, before, await this.#ask());
      if (!isDead) throw new Error(`Session ${JSON.stringify(meta.id)} may be running`);
    }
    const entry = { ...meta, name: meta.id, registeredAtMs: this.#options.clock.now() };
    await this.#launches.change(meta.id, () => entry);
  }

  async list(): Promise<ShownSession[]> {
    const [launches, told] = await Promise.all([this.#launches.all(), this.#ask()]);
    const byId = new Map(launches.map((entry) => [entry.id, entry]));
    const discovered = [...told.values()].flatMap((listing) => [...(listing?.keys() ?? [])]);
    return [...new Set([...byId.keys(), ...discovered])].map((id) => ({
      id,
      status: this.#judge(id, byId.get(id), told).status,
    }));
  }

  async status(id: string): Promise<SessionStatus | undefined> {
    const [entry, told] = await Promise.all([this.#launches.get(id), this.#ask()]);
    const isListed = [...told.values()].some((listing) => listing?.has(id));
    return entry === undefined && !isListed ? undefined : this.#judge(id, entry, told).status;
  }

  /** Says nothing of the session: a wrapper may end when it has done its part. */
  async exited(_id: string): Promise<void> {}

  /** Removes launches whose session is dead, when they are old; and locks whose owner is. */
  async sweep(): Promise<void> {
    const { clock, config } = this.#options;
    const [launches, told] = await Promise.all([this.#launches.all(), this.#ask()]);
    for (const seen of launches) {
      const isOld = clock.now() - seen.registeredAtMs > config.ttlMs;
      if (!isOld || !this.#judge(seen.id, seen, told).isDead) continue;
      await this.#launches.change(seen.id, (entry) => (entry?.registeredAtMs === seen.registeredAtMs ? undefined : entry));
    }
    for (const { name } of await this.#locks.all()) await this.#locks.change(name, (entry) => this.#unlessAbandoned(entry));
  }

  async lock(name: string, { pid, pidStartedAtMs, manual }: LockOwner): Promise<boolean> {
    const asked: LockEntry = { name, pid, pidStartedAtMs, manual };
    return (await this.#locks.change(name, (entry) => this.#unlessAbandoned(entry) ?? asked)) === asked;
  }

  async unlock(name: string, owner: LockOwner): Promise<void> {
    await this.#locks.change(name, (entry) => (entry !== undefined && isOwner(entry, owner) ? undefined : entry));
  }

  async locks(): Promise<LockEntry[]> {
    return (await this.#locks.all()).filter((entry) => this.#unlessAbandoned(entry) !== undefined);
  }

  async stored(): Promise<StoredLaunch[]> {
    return (await this.#launches.all()).map((entry) => ({ ...entry }));
  }

  #ask(): Promise<ReadonlyMap<string, Listing>> {
    const { sources, config, clock } = this.#options;
    return askSources(sources, { timeoutMs: config.sourceTimeoutMs, now: () => clock.now() });
  }

  #judge(id: string, entry: LaunchEntry | undefined, told: ReadonlyMap<string, Listing>): Judged {
    const listing = [...told.values()].find((one) => one?.has(id)) ?? (entry === undefined ? undefined : told.get(entry.source));
    const process = this.#processOf(entry ?? listing?.get(id));
    const status = statusOf(id, { listing, process, inGrace: entry !== undefined && this.#inGrace(entry) });
    return { status, isDead: status === 'stopped' };
  }

  #processOf(known: { readonly pid?: number; readonly pidStartedAtMs?: number } | undefined): Liveness | undefined {
    if (known?.pid === undefined) return undefined;
    return livenessOf({ pid: known.pid, pidStartedAtMs: known.pidStartedAtMs }, this.#options.pids);
  }

  /** A clock that was set back does not make it longer. */
  #inGrace({ registeredAtMs }: LaunchEntry): boolean {
    return Math.abs(this.#options.clock.now() - registeredAtMs) < this.#options.config.graceMs;
  }

  #unlessAbandoned(lock: LockEntry | undefined): LockEntry | undefined {
    if (lock === undefined || lock.manual) return lock;
    return livenessOf(lock, this.#options.pids) === 'gone' ? undefined : lock;
  }
}

/** What was locked by hand is unlocked by hand, whoever does it. */
function isOwner(lock: LockEntry, owner: LockOwner): boolean {
  if (lock.manual || owner.manual) return lock.manual === owner.manual;
  return lock.pid === owner.pid && lock.pidStartedAtMs === owner.pidStartedAtMs;
}

function isLaunchEntry(value: unknown): value is LaunchEntry {
  return (
    isNamed(value) && 'id' in value && 'source' in value && 'registeredAtMs' in value && typeof value.registeredAtMs === 'number'
  );
}

function isLockEntry(value: unknown): value is LockEntry {
  return isNamed(value) && 'pid' in value && typeof value.pid === 'number' && 'manual' in value;
}

function isNamed(value: unknown): value is { readonly name: string } {
  return typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string';
}
