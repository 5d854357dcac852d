import type { Agent, AgentEvent, Backend, PoolKey, Worktree, WorktreeState } from '../../contract/pool.ts';
import { POOL_CONFIG } from '../../model/pool/command.ts';
import type { PoolEvent } from '../../model/pool/event.ts';

/** An event without its time. */
export type Untimed = PoolEvent extends infer E ? (E extends PoolEvent ? Omit<E, 'atMs'> : never) : never;

export interface BackendPlace {
  log(event: Untimed): void;
  nowMs(): number;
  pass(): Promise<void>;
}

/** A fake agent: it does what the play says, and notes what the pool does to it. */
export class PlayedAgent implements Agent {
  readonly spawn: number;
  readonly key: PoolKey;
  readonly pid: number;
  readonly sessionId: string;
  alive = true;
  /** The prompt whose turn is in flight, and whether it has had a delta. */
  turn: number | undefined;
  answered = false;
  /** Terminals of interrupted turns that were not told. */
  owed = 0;
  stalled = false;
  /** The prompt that it served last. */
  served: number | undefined;
  readonly #place: BackendPlace;
  readonly #listeners: ((event: AgentEvent) => void)[] = [];
  #heartbeats: NodeJS.Timeout | undefined;

  constructor(spawn: number, key: PoolKey, sessionId: string, place: BackendPlace) {
    this.spawn = spawn;
    this.key = key;
    this.pid = 1000 + spawn;
    this.sessionId = sessionId;
    this.#place = place;
  }

  send(input: string): void {
    const call = Number(/\d+/.exec(String(input))?.[0] ?? 0);
    this.#place.log({ type: 'send', spawn: this.spawn, call });
    if (!this.alive) return;
    [this.turn, this.answered, this.served, this.stalled] = [call, false, call, false];
    clearInterval(this.#heartbeats);
    this.#heartbeats = setInterval(() => this.#beat(), POOL_CONFIG.heartbeatMs);
  }

  cancel(): void {
    this.#place.log({ type: 'cancel', spawn: this.spawn });
    if (this.turn === undefined) return;
    this.#rest();
    this.owed++;
  }

  async kill(): Promise<void> {
    this.#place.log({ type: 'kill', spawn: this.spawn });
    this.#end();
    await this.#place.pass();
  }

  on(listener: (event: AgentEvent) => void): void {
    this.#listeners.push(listener);
  }

  /** Each of these tells whether the agent was in a state to do it. */
  delta(): boolean {
    if (!this.alive || this.turn === undefined) return false;
    this.answered = true;
    this.owed = 0;
    this.#place.log({ type: 'delta', spawn: this.spawn });
    this.#tell({ type: 'delta', text: 'a piece of the answer' });
    return true;
  }

  terminal(): boolean {
    if (!this.alive || this.turn === undefined) return false;
    if (!this.answered) this.delta();
    // The pool may have stopped it when it heard that.
    if (!this.alive || this.turn === undefined) return true;
    this.#rest();
    this.#place.log({ type: 'terminal', spawn: this.spawn });
    this.#tell({ type: 'terminal' });
    return true;
  }

  trailingTerminal(): boolean {
    if (!this.alive || this.owed === 0 || this.answered) return false;
    this.owed--;
    this.#place.log({ type: 'trailing-terminal', spawn: this.spawn });
    this.#tell({ type: 'terminal' });
    return true;
  }

  exit(): boolean {
    if (!this.alive) return false;
    this.#end();
    this.#place.log({ type: 'exit', spawn: this.spawn });
    this.#tell({ type: 'exit', code: 1 });
    return true;
  }

  stall(): boolean {
    if (!this.alive || this.turn === undefined || this.stalled) return false;
    this.stalled = true;
    this.#place.log({ type: 'stall', spawn: this.spawn });
    return true;
  }

  #beat(): void {
    if (this.stalled) return;
    this.#place.log({ type: 'heartbeat', spawn: this.spawn });
    this.#tell({ type: 'heartbeat' });
  }

  #rest(): void {
    clearInterval(this.#heartbeats);
    this.turn = undefined;
    this.answered = false;
  }

  #end(): void {
    this.#rest();
    this.alive = false;
  }

  #tell(event: AgentEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

/** The backend that a play is made with. */
export class PlayedBackend implements Backend {
  readonly agents: PlayedAgent[] = [];
  readonly #place: BackendPlace;
  readonly #worktrees = new Map<string, { readonly state: WorktreeState; readonly sinceMs: number }>();
  #spawns: number;
  #failing = 0;

  /** @param spawns how many agents earlier lives had started: names are never given twice. */
  constructor(place: BackendPlace, spawns: number) {
    this.#place = place;
    this.#spawns = spawns;
  }

  get spawns(): number {
    return this.#spawns;
  }

  failNext(): void {
    this.#failing++;
  }

  setWorktree(chat: string, state: WorktreeState): void {
    this.#worktrees.set(chat, { state, sinceMs: this.#place.nowMs() });
    this.#place.log({ type: 'worktree', chat, state });
  }

  isAlive(pid: number): boolean {
    return this.agents.some((agent) => agent.pid === pid && agent.alive);
  }

  async spawn({ chat, agent }: PoolKey, resumeId?: string): Promise<Agent> {
    const spawn = ++this.#spawns;
    const fails = this.#failing > 0;
    if (fails) this.#failing--;
    this.#place.log({ type: 'spawn', spawn, chat, agent, ...(resumeId === undefined ? {} : { resumeId }) });
    await this.#place.pass();
    if (fails) {
      this.#place.log({ type: 'spawn-failed', spawn });
      throw new Error('the agent could not be started');
    }
    const started = new PlayedAgent(spawn, { chat, agent }, resumeId ?? `s-${spawn}`, this.#place);
    this.agents.push(started);
    this.#place.log({ type: 'spawned', spawn, sessionId: started.sessionId });
    return started;
  }

  async worktrees(): Promise<Worktree[]> {
    await this.#place.pass();
    return [...this.#worktrees.keys()].map((chat) => ({ id: `worktree-of-${chat}`, chat }));
  }

  async inspect(worktree: string): Promise<WorktreeState> {
    await this.#place.pass();
    const known = this.#worktrees.get(chatOf(worktree));
    if (known === undefined) throw new Error(`there is no ${worktree}`);
    const { state, sinceMs } = known;
    return state === 'unknown' ? state : { ...state, ageMs: state.ageMs + this.#place.nowMs() - sinceMs };
  }

  async remove(worktree: string): Promise<void> {
    const chat = chatOf(worktree);
    this.#place.log({ type: 'remove', chat });
    this.#worktrees.delete(chat);
    await this.#place.pass();
  }
}

function chatOf(worktree: string): string {
  return worktree.replace(/^worktree-of-/, '');
}
