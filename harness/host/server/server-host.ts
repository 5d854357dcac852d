import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Failure } from '../../contract/failure.ts';
import type { Ability } from '../ability.ts';
import { emptyNotices } from '../host.ts';
import { ClientProcess, type ClientProgram, type ServedFacts } from './client-process.ts';
import type { Cut } from './proxy/cut.ts';
import { CuttingProxy } from './proxy/cutting-proxy.ts';
import type { ProxyEvent } from './proxy/proxy-event.ts';
import { ServedLife } from './served-life.ts';
import { missingService, openService, type ServiceSource } from './services/open-service.ts';
import type { Service } from './services/service.ts';
import { secretsOf } from './without-secrets.ts';

export interface ServerHostOptions extends ClientProgram {
  readonly source: ServiceSource;
  /** Ends everything: what is under way rejects with Failure CW_INTERRUPTED. */
  readonly signal?: AbortSignal | undefined;
}

interface LifeOptions {
  readonly cut?: Cut | undefined;
  readonly ttlMs?: number;
  readonly beside?: ServedLife;
}

/** Processes by the part that they play: what one of them remembers another one does not. */
export type Role = 'writer' | 'other' | 'reader';

const DAY_MS = 86_400_000;
/** What a store leaves behind in its process, in memory, is bounded so. */
const MOST_LIVES = 500;

/** Runs stores on real servers: each life in a process, behind proxies that cut what is said between them. */
export class ServerHost {
  readonly name = 'server';
  readonly notices = emptyNotices();
  readonly statistics = { lives: 0, kills: 0, cuts: 0 };
  /** Each life has a process of its own. */
  fresh = false;
  readonly #options: ServerHostOptions;
  readonly #directory: string;
  readonly #processes = new Map<Role, { process: ClientProcess; lives: number }>();
  readonly #spares: ClientProcess[] = [];
  readonly #lives = new Map<ServedLife, { role: Role; proxies: CuttingProxy[] }>();
  #services: Service[] = [];
  #facts: ServedFacts | undefined;
  #stopped = false;

  constructor(options: ServerHostOptions) {
    this.#options = options;
    this.#directory = mkdtempSync(path.join(tmpdir(), 'crashworthy-served-'));
    options.signal?.addEventListener('abort', this.#stop);
    process.on('exit', this.#abandon);
  }

  get abilities(): ReadonlySet<Ability> {
    const crashes = this.#services.length > 0 && this.#services.every(({ crash }) => crash !== undefined);
    return new Set<Ability>(['cuts-messages', 'kill-at-message', ...(crashes ? (['crashes-server'] as const) : [])]);
  }

  get services(): readonly Service[] {
    return this.#services;
  }

  /** The store, as the first process to load it saw it. Throws what loading it threw. */
  async store(): Promise<ServedFacts> {
    if (this.#facts !== undefined) return this.#facts;
    const process = this.#start();
    this.#spares.push(process);
    this.#facts = await this.#unlessStopped(process.facts());
    return this.#facts;
  }

  /** Why there is no server for this store; `undefined` where there is one. */
  async missing(): Promise<string | undefined> {
    const { services } = await this.store();
    return services.map((name) => missingService(name, this.#options.source)).find((why) => why !== undefined);
  }

  /** Finds or starts the servers that the store names. @throws {Failure} CW_SERVICE_UNREACHABLE and what else keeps a server from being used. */
  async ready(): Promise<void> {
    if (this.#services.length > 0) return;
    const { services } = await this.store();
    for (const name of services) this.#services.push(await this.#unlessStopped(openService(name, this.#options.source)));
  }

  /** The servers hold nothing any more. Nobody is connected to them. */
  async startOver(): Promise<void> {
    await this.#unlessStopped(Promise.all([...this.#lives.keys()].map((life) => this.end(life))));
    await this.#unlessStopped(Promise.all(this.#services.map((service) => service.reset())));
  }

  /**
   * A new life of the store, which is not open yet.
   *
   * @param cut what is to befall it.
   * @param ttlMs after which sessions are to expire.
   * @param beside a life in whose process this one is a second instance.
   */
  async begin(role: Role, { cut, ttlMs = DAY_MS, beside }: LifeOptions = {}): Promise<ServedLife> {
    const process = beside?.process ?? (await this.#unlessStopped(this.#processFor(role)));
    const events: ProxyEvent[] = [];
    let told: () => void = () => {};
    const onEvent = (event: ProxyEvent): void => {
      events.push(event);
      told();
    };
    const proxies = await Promise.all(
      this.#services.map(async (service, index) => {
        const { protocol, target } = service;
        const proxy = await CuttingProxy.start({ protocol, target, onEvent });
        return { service, proxy, clients: () => this.#clientsOf(index) };
      }),
    );
    const life = new ServedLife({
      process,
      proxies,
      directory: this.#directory,
      events,
      ttlMs,
      instance: beside === undefined ? 0 : 1,
    });
    told = life.onEvent;
    life.plan(cut);
    this.#lives.set(life, { role, proxies: proxies.map(({ proxy }) => proxy) });
    this.statistics.lives++;
    return life;
  }

  /** The life is over: what was closed and has left nothing keeps its process, everything else is killed with it. */
  async end(life: ServedLife, { killed = false }: { readonly killed?: boolean } = {}): Promise<void> {
    const known = this.#lives.get(life);
    if (known === undefined) return;
    this.#lives.delete(life);
    // The last one to leave a process sees whether anything is left in it.
    const isShared = [...this.#lives.keys()].some(({ process }) => process === life.process);
    const stays = !killed && life.process.isAlive && (isShared || (!this.fresh && (await life.isGone())));
    if (!stays) {
      this.statistics.kills++;
      for (const [role, { process }] of this.#processes) if (process === life.process) this.#processes.delete(role);
      await life.process.kill();
    }
    this.notices.printedBytes += life.process.printedBytes;
    life.process.printedBytes = 0;
    await this.#unlessStopped(life.sever());
  }

  /** The servers die at once, and come up again on what they had stored. */
  async crashServers(): Promise<void> {
    await this.#unlessStopped(Promise.all(this.#services.map((service) => service.crash?.())));
  }

  /** What the servers hold: equal texts are equal content. */
  async content(): Promise<string> {
    return (await this.#unlessStopped(Promise.all(this.#services.map((service) => service.content())))).join('\n\n');
  }

  async dispose(): Promise<void> {
    this.#options.signal?.removeEventListener('abort', this.#stop);
    this.#stop();
    await Promise.all([...this.#lives.keys()].map((life) => life.sever().catch(() => {})));
    await Promise.all(this.#services.map((service) => service.end()));
    process.off('exit', this.#abandon);
    this.#abandon();
  }

  /** How many connections all lives have with one of the servers. */
  #clientsOf(index: number): number {
    return [...this.#lives.values()].reduce((sum, { proxies }) => sum + (proxies[index]?.clients ?? 0), 0);
  }

  async #processFor(role: Role): Promise<ClientProcess> {
    const known = this.#processes.get(role);
    if (known?.process.isAlive === true && known.lives < MOST_LIVES && !this.fresh) {
      known.lives++;
      return known.process;
    }
    if (known !== undefined) void known.process.kill();
    const next = this.#spares.shift() ?? this.#start();
    await next.facts();
    this.#processes.set(role, { process: next, lives: 1 });
    if (this.#spares.length === 0) this.#spares.push(this.#start());
    return next;
  }

  #start(): ClientProcess {
    if (this.#stopped) throw interrupted();
    const { program, argument, source } = this.#options;
    return new ClientProcess({ program, argument, secrets: secretsOf(source.given.map(({ url }) => url)) });
  }

  /** What came of it. Rejects with Failure CW_INTERRUPTED once everything was ended. */
  async #unlessStopped<T>(work: Promise<T>): Promise<T> {
    const settled = await work.then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    // Whatever came of it, it came of our killing.
    if (this.#stopped) throw interrupted();
    if ('error' in settled) throw settled.error;
    return settled.value;
  }

  readonly #stop = (): void => {
    this.#stopped = true;
    for (const { process } of this.#processes.values()) process.killNow();
    for (const process of this.#spares) process.killNow();
  };

  readonly #abandon = (): void => {
    this.#stop();
    rmSync(this.#directory, { recursive: true, force: true });
  };
}

function interrupted(): Failure {
  return new Failure('CW_INTERRUPTED', 'Interrupted before the store had been judged.');
}
