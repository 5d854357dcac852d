import type { ClientPlan, Program } from '../../../model/program.ts';
import type { Scheduler } from '../../../schedule/scheduler.ts';
import { WAIT } from '../../../schedule/scheduler.ts';
import type { Company } from '../../process/clients/company.ts';
import type { TogetherEnd } from '../../together.ts';
import type { Player } from '../stage/player.ts';
import type { Scene } from '../stage/scene.ts';

/** A step, and when it was taken, in nanoseconds. */
export interface TimedStep {
  readonly actor: number;
  readonly able: readonly number[];
  readonly atNs: number;
}

export interface DriveParts {
  readonly scene: Scene;
  readonly company: Pick<Company, 'hosts' | 'processes'>;
  readonly players: readonly Player[];
  readonly callMs: number;
}

/** After so many steps everybody gets a turn, whatever the strategy wants: nobody starves who polls. */
const STEPS_BEFORE_FAIRNESS = 500;
const MOST_STEPS = 4_000;
/** Whoever drives has limits of their own. */
const NEVER_MS = 2 ** 31 - 1;

/** One of the processes, with the only client that it has. */
interface Member {
  readonly process: number;
  readonly player: Player;
  /** Index in the program's clients; absent of a process without one. */
  readonly client: number | undefined;
  readonly plan: ClientPlan | undefined;
  /** Index of its next operation. */
  next: number;
  busy: boolean;
}

/**
 * Lets the clients of a program go on, one step at a time: to call an operation is one, and to let a call of the file system go on. A process does what
 * follows from it, and the others too that had waited for that, until all stand still again. Whoever sleeps, and stands in no call, is let sleep
 * as long as anybody else can go on: no time passes for it.
 */
export class Drive {
  readonly steps: TimedStep[] = [];
  readonly #program: Program;
  readonly #scheduler: Scheduler;
  readonly #parts: DriveParts;
  readonly #members: readonly Member[];
  readonly #dead: Set<number>;
  /** Those of the dead that may still be there, until they are gone. */
  readonly #dying: Promise<void>[] = [];

  /** @param dead filled with the processes that die. */
  constructor(program: Program, scheduler: Scheduler, parts: DriveParts, dead: Set<number>) {
    this.#program = program;
    this.#scheduler = scheduler;
    this.#parts = parts;
    this.#dead = dead;
    this.#members = parts.players.map((player, process) => memberOf(program, process, player));
  }

  /** `stuck`: nobody could go on, and nobody woke up within the own time of a call. */
  async run(): Promise<TogetherEnd> {
    const { scene } = this.#parts;
    await scene.follow({ ask: 'calls' });
    let last = -1;
    for (;;) {
      if (!(await this.#settled())) return 'stuck';
      if (this.#isOver) break;
      const able = this.#able;
      if (this.steps.length > MOST_STEPS) return 'endless';
      const actor = able.length === 0 ? WAIT : this.#choose(able, last);
      if (actor === WAIT) {
        if (await this.#passTime()) continue;
        return 'stuck';
      }
      this.steps.push({ actor, able, atNs: Number(process.hrtime.bigint()) });
      last = actor;
      await this.#step(actor);
    }
    await scene.open(this.#dying);
    return 'done';
  }

  #choose(able: readonly number[], last: number): number {
    if (this.steps.length > STEPS_BEFORE_FAIRNESS) return able.find((actor) => actor > last) ?? able[0] ?? WAIT;
    return this.#scheduler.next(able, last);
  }

  /** Waits until all stand still. No time passes for those who sleep. */
  async #settled(): Promise<boolean> {
    const { scene, callMs } = this.#parts;
    if ((await scene.settle(callMs)) === 'overdue') return false;
    for (const { player } of this.#living)
      if (scene.heldOf(player).length === 0 && !scene.waitsForLock(player) && !scene.isBlocked(player)) player.freeze();
    return true;
  }

  get #isOver(): boolean {
    const { hosts } = this.#parts.company;
    const strayed = hosts.some(({ stray, isGone }, process) => stray !== undefined || (isGone && !this.#dead.has(process)));
    return strayed || this.#living.every(({ busy, next, plan }) => !busy && next >= (plan?.operations.length ?? 0));
  }

  get #able(): number[] {
    const { clients, deaths = [] } = this.#program;
    const able = new Set<number>();
    for (const member of this.#living) {
      const { process, client, plan, busy, next } = member;
      const stands = this.#parts.scene.heldOf(member.player).length > 0;
      if (stands) able.add(busy && client !== undefined ? client : clients.length + deaths.length + process);
      if (!busy && client !== undefined && next < (plan?.operations.length ?? 0)) able.add(client);
    }
    for (const [index, process] of deaths.entries()) if (!this.#dead.has(process)) able.add(clients.length + index);
    return [...able].sort((a, b) => a - b);
  }

  async #step(actor: number): Promise<void> {
    const { clients, deaths = [] } = this.#program;
    const death = deaths[actor - clients.length];
    if (death !== undefined) return this.#die(death);
    const member = this.#members.find(({ client, process }) =>
      actor < clients.length ? client === actor : process === actor - clients.length - deaths.length,
    );
    if (member === undefined) throw new Error(`there is no actor ${actor}`);
    if (actor < clients.length && !member.busy) this.#call(member);
    else this.#goOn(member);
  }

  #goOn({ player }: Member): void {
    const { scene } = this.#parts;
    const [call] = scene.heldOf(player);
    player.thaw();
    if (call !== undefined) scene.release(call);
  }

  /** The client calls its next operation. */
  #call(member: Member): void {
    const { process, client, plan, player, next } = member;
    const host = this.#parts.company.hosts[process];
    const operation = plan?.operations[next];
    if (host === undefined || plan === undefined || operation === undefined || client === undefined) return;
    member.busy = true;
    member.next++;
    player.thaw();
    const { path } = this.#program.instances[plan.instance] ?? { path: 'plain' };
    const started = { ...plan, operations: [operation], from: next, index: client, path, startNs: '0' };
    const answered = (): void => {
      member.busy = false;
      this.#parts.scene.tell();
    };
    host.ask({ do: 'clients', clients: [started] }, NEVER_MS).then(answered, answered);
  }

  async #die(process: number): Promise<void> {
    const { scene, company, players } = this.#parts;
    this.#dead.add(process);
    const gone = company.processes[process]?.end();
    const player = players[process];
    if (player === undefined || gone === undefined) return gone;
    this.#dying.push(gone);
    await scene.untilDead(player, gone);
    scene.died(player);
  }

  /** Until somebody who slept goes on. */
  async #passTime(): Promise<boolean> {
    const { scene, callMs } = this.#parts;
    const { told } = scene;
    const sleepers = this.#living.map(({ player }) => player);
    for (const player of sleepers) player.thaw();
    return scene.nextNews(told, sleepers, callMs);
  }

  get #living(): readonly Member[] {
    return this.#members.filter(({ process }) => !this.#dead.has(process));
  }
}

function memberOf({ clients, instances }: Program, process: number, player: Player): Member {
  const client = clients.findIndex(({ instance }) => instances[instance]?.process === process);
  return { process, player, client: client === -1 ? undefined : client, plan: clients[client], next: 0, busy: false };
}
