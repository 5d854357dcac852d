import type { Capabilities } from '../../../model/capabilities.ts';
import { openedByClients, type Program } from '../../../model/program.ts';
import { Random } from '../../../schedule/random.ts';
import { failed, type Outcome, type Problem } from '../../problem.ts';
import type { LastLook, TogetherEnd, TogetherRun } from '../../together.ts';
import { stillWaiting } from '../process-runtime.ts';
import type { Answered, ClientHost } from './client-host.ts';
import type { ClientCommand, StartedClient } from './client-messages.ts';
import { mergeHistory } from './merge-history.ts';

/** Those who take part in an attempt. */
export interface AttemptCast {
  /** One a process of the program, in their order. */
  readonly hosts: readonly ClientHost[];
  /** Kills one of them. */
  readonly kill: (process: number) => void;
  /** Lets the clients go on, until all have come to their end; absent where real time does. Notes who died. */
  readonly drive?: (dead: Set<number>) => Promise<TogetherEnd>;
  /** Opens the store when all is over; absent where nobody does. */
  readonly newcomer?: ClientHost;
  /** Meanwhile the others stand still, or are dead: it may be that the store opens for one at a time. */
  readonly others?: 'still' | 'dead';
}

export interface AttemptPlan {
  readonly directory: string;
  readonly sessions: readonly string[];
  /** Of everything that is random in it. */
  readonly seed: number;
  /** Disk and starts are delayed. */
  readonly slow: boolean;
  readonly callMs: number;
  /** How long such an attempt may take: processes die within this time. */
  readonly dyingMs: number;
}

export type AttemptResult = Pick<
  TogetherRun<unknown>,
  'opened' | 'capabilities' | 'setup' | 'history' | 'end' | 'flushed' | 'lastLooks' | 'stray' | 'reopened'
> & {
  /** From the start of the clients until the last was done. */
  readonly tookMs: number;
};

/** A command needs some time to arrive, and all are to begin together. */
const LEAD_NS = 3_000_000n;
const JITTER_NS = 2_000_000;
/** An attempt has not many more primitives than that. */
const DYING_PRIMITIVES = 40;
/** A process keeps no deadlines of its own; so much later it is taken to hang. */
const GRACE_MS = 500;

/** Runs a program once, in real time. Every process stands still when it returns, but for those that died. */
export class Attempt {
  readonly #program: Program;
  readonly #cast: AttemptCast;
  readonly #plan: AttemptPlan;
  readonly #random: Random;
  readonly #dead = new Set<number>();
  #capabilities: Capabilities | undefined;
  #tookMs = 0;

  constructor(program: Program, cast: AttemptCast, plan: AttemptPlan) {
    this.#program = program;
    this.#cast = cast;
    this.#plan = plan;
    this.#random = new Random(plan.seed);
  }

  async run(): Promise<AttemptResult> {
    const { hosts } = this.#cast;
    const { directory } = this.#plan;
    for (const host of hosts) host.begin({ do: 'begin', directory, seed: this.#nextSeed() });
    const later = openedByClients(this.#program);
    for (const [instance, { process, path }] of this.#program.instances.entries()) {
      if (later.has(instance)) continue;
      const opened = await this.#outcome(process, { do: 'open', instance, path });
      if (!opened.ok) return this.#result({ opened, setup: opened, end: 'done', ...NOT_LOOKED });
    }
    const opened: Outcome = { ok: true, value: undefined };
    const { setup: operations, instances } = this.#program;
    const setup = await this.#outcome(instances[0]?.process ?? 0, { do: 'setup', instance: 0, operations });
    if (!setup.ok) return this.#result({ opened, setup, end: 'done', ...NOT_LOOKED });
    const { drive } = this.#cast;
    const end = drive === undefined ? await this.#clients() : await drive(this.#dead);
    const over = end === 'done' && this.#stray === undefined;
    const looked = over ? await this.#lookAll() : NOT_LOOKED;
    // Before the others are killed: of whoever died by itself it is told.
    const result = this.#result({ opened, setup, end, ...looked });
    const reopened = over && result.stray === undefined ? await this.#reopen() : undefined;
    return reopened === undefined ? result : { ...result, reopened };
  }

  async #clients(): Promise<TogetherEnd> {
    const { hosts } = this.#cast;
    const { callMs } = this.#plan;
    const startNs = process.hrtime.bigint() + LEAD_NS;
    const dying = this.#deaths();
    const answers = await Promise.all(hosts.map((host, index) => host.ask(this.#startOf(index, startNs), callMs + GRACE_MS)));
    for (const timer of dying) clearTimeout(timer);
    this.#tookMs = Number(process.hrtime.bigint() - startNs) / 1e6;
    for (const [index, { how }] of answers.entries()) if (how === 'gone') this.#dead.add(index);
    return answers.some(({ how }) => how === 'overdue') && this.#stray === undefined ? 'endless' : 'done';
  }

  #startOf(process: number, startNs: bigint): Extract<ClientCommand, { do: 'clients' }> {
    const { clients, instances, deaths = [] } = this.#program;
    const { slow } = this.#plan;
    const own = clients.flatMap((client, index): StartedClient[] => {
      const plan = instances[client.instance];
      if (plan?.process !== process) return [];
      const jitterNs = slow ? BigInt(this.#random.below(JITTER_NS)) : 0n;
      return [{ ...client, index, path: plan.path, startNs: `${startNs + jitterNs}` }];
    });
    const dies = deaths.includes(process) && this.#random.below(2) === 0;
    return {
      do: 'clients',
      clients: own,
      ...(slow ? { slow: this.#nextSeed() } : {}),
      ...(dies ? { dieAt: this.#random.below(DYING_PRIMITIVES) } : {}),
    };
  }

  /** Each at some moment between the start and the usual end. */
  #deaths(): NodeJS.Timeout[] {
    const { deaths = [] } = this.#program;
    const leadMs = Number(LEAD_NS) / 1e6;
    return deaths.map((process) =>
      setTimeout(
        () => {
          this.#dead.add(process);
          this.#cast.kill(process);
        },
        leadMs + this.#random.next() * this.#plan.dyingMs,
      ),
    );
  }

  /** Every living instance flushes; then each reads everything. */
  async #lookAll(): Promise<Pick<AttemptResult, 'flushed' | 'lastLooks'>> {
    const flushed: Outcome[] = [];
    const lastLooks: LastLook[] = [];
    const living = [...this.#program.instances.entries()].filter(([, { process }]) => !this.#dead.has(process));
    for (const [instance, { process }] of living) flushed.push(await this.#outcome(process, { do: 'flush', instance }));
    for (const [instance, { process }] of living) {
      const answered = await this.#ask(process, { do: 'look', instance, sessions: this.#plan.sessions });
      if (answered.how !== 'done') break;
      // Of whoever was refused when it opened there is nothing to see.
      if (answered.answer.lastLook !== undefined) lastLooks.push(answered.answer.lastLook);
    }
    return { flushed: flushed.find(({ ok }) => !ok) ?? { ok: true, value: undefined }, lastLooks };
  }

  /** Nothing of the others happens meanwhile. */
  async #reopen(): Promise<TogetherRun<unknown>['reopened']> {
    const { hosts, newcomer, others, kill } = this.#cast;
    const { directory, sessions, callMs } = this.#plan;
    if (newcomer === undefined) return undefined;
    if (others === 'dead') for (const process of hosts.keys()) kill(process);
    await Promise.all(hosts.map((host) => host.ask({ do: 'stand' }, callMs)));
    newcomer.begin({ do: 'begin', directory, seed: this.#nextSeed() });
    const opened = outcomeOf(await newcomer.ask({ do: 'open', instance: 0, path: 'plain' }, callMs), callMs);
    // What it threw may have been left of an earlier attempt.
    if (newcomer.stray !== undefined) return undefined;
    if (!opened.ok) return { opened, read: {} };
    const looked = await newcomer.ask({ do: 'look', instance: 0, sessions }, callMs);
    if (looked.how === 'done') return { opened, read: looked.answer.lastLook?.read ?? {} };
    return newcomer.stray === undefined ? { opened: failed('hung', stillWaiting(callMs)), read: {} } : undefined;
  }

  async #outcome(process: number, command: Parameters<ClientHost['ask']>[0]): Promise<Outcome> {
    const answered = await this.#ask(process, command);
    if (answered.how === 'done') this.#capabilities ??= answered.answer.capabilities;
    const stray = this.#cast.hosts[process]?.stray;
    return stray === undefined ? outcomeOf(answered, this.#plan.callMs) : { ok: false, problem: stray };
  }

  #ask(process: number, command: Parameters<ClientHost['ask']>[0]): Promise<Answered> {
    const host = this.#cast.hosts[process];
    if (host === undefined) throw new Error(`there is no process ${process}`);
    return host.ask(command, this.#plan.callMs + GRACE_MS);
  }

  /** Of whoever was not to die, dying is a stray too. */
  get #stray(): Problem | undefined {
    for (const [index, { stray, isGone }] of this.#cast.hosts.entries()) {
      if (stray !== undefined) return stray;
      if (isGone && this.#program.deaths?.includes(index) !== true)
        return { kind: 'exited', message: "the store's process ended by itself" };
    }
    return undefined;
  }

  #result(found: Pick<AttemptResult, 'opened' | 'setup' | 'end' | 'flushed' | 'lastLooks'>): AttemptResult {
    const stray = this.#stray;
    const events = this.#cast.hosts.flatMap(({ events: own }) => own);
    return {
      ...found,
      ...(this.#capabilities === undefined ? {} : { capabilities: this.#capabilities }),
      ...(stray === undefined ? {} : { stray }),
      history: mergeHistory(events),
      tookMs: this.#tookMs,
    };
  }

  #nextSeed(): number {
    return this.#random.below(0x7fff_ffff);
  }
}

function outcomeOf(answered: Answered, callMs: number): Outcome {
  if (answered.how === 'done') return answered.answer.outcome ?? { ok: true, value: undefined };
  if (answered.how === 'overdue') return failed('hung', stillWaiting(callMs));
  return failed('exited', "the store's process ended by itself");
}

const NOT_LOOKED: Pick<AttemptResult, 'flushed' | 'lastLooks'> = {
  flushed: { ok: false, problem: { kind: 'threw', message: 'it was not asked for' } },
  lastLooks: [],
};
