import type {
  LiveSession,
  Pool,
  PoolKey,
  PoolOpenOptions,
  SessionRow,
  TurnResult,
  WorktreeState,
} from '../../harness/contract/pool.ts';
import { ChatLocks } from './chat-locks.ts';
import { WarmAgent } from './warm-agent.ts';
import { WarmSession } from './warm-session.ts';

/** Signs of life that may be missed before anybody asks whether the agent still lives. */
const MISSED_HEARTBEATS = 2;

/**
 * Keeps agents warm between turns. Everything about one session happens in turn; a place is taken before the first thing is awaited, and given
 * back when the start fails; a row is written before what it says is relied on.
 */
export class WarmPool implements Pool {
  protected readonly options: PoolOpenOptions;
  protected readonly sessions = new Map<string, WarmSession>();
  protected readonly locks = new ChatLocks();
  #disposed: Promise<void> | undefined;

  constructor(options: PoolOpenOptions) {
    this.options = options;
  }

  /** What was in flight when the last process ended is not in flight any more. */
  async recover(): Promise<this> {
    for (const row of await this.options.rows.list())
      if (row.status === 'busy') await this.options.rows.put({ ...row, status: 'crashed' });
    return this;
  }

  async prompt(chat: string, agent: string, input: string): Promise<TurnResult> {
    if (this.#disposed !== undefined) throw new Error('the pool is disposed');
    const session = this.session({ chat, agent });
    session.prompts++;
    try {
      return await session.inTurn(() => this.turn(session, input));
    } finally {
      session.prompts--;
      this.used(session);
      this.#inBackground(this.trim());
    }
  }

  abort(chat: string, agent: string): void {
    const session = this.sessions.get(nameOf({ chat, agent }));
    if (session === undefined) return;
    if (session.agent?.working === true) session.agent.interrupt();
    else session.interrupted = true;
  }

  /** What waits is refused, what works is stopped, what is being started is stopped as soon as it is there. */
  async close(chat: string): Promise<void> {
    const sessions = this.closing(chat);
    for (const session of sessions) {
      session.closed = true;
      this.sessions.delete(nameOf(session.key));
    }
    await this.locks.hold(chat, async () => {
      await Promise.all(sessions.map((session) => this.end(session)));
      for (const row of await this.options.rows.list()) if (row.chat === chat) await this.options.rows.delete(row);
    });
  }

  async sweep(): Promise<void> {
    await Promise.all([...this.sessions.values()].map((session) => this.attend(session)));
    await this.trim();
  }

  /** Only what belongs to no session, and is known to hold nothing that could be lost. Nobody begins a session there meanwhile. */
  async reap(): Promise<void> {
    for (const { id, chat } of await this.options.backend.worktrees()) {
      await this.locks.hold(chat, async () => {
        if (await this.needed(chat)) return;
        const state = await this.options.backend.inspect(id);
        if (this.mayGo(state) && !this.uses(chat)) await this.options.backend.remove(id);
      });
    }
  }

  live(): LiveSession[] {
    return [...this.sessions.values()]
      .filter((session) => session.live)
      .map(({ key, agent }) => ({ ...key, busy: agent?.working === true }));
  }

  dispose(): Promise<void> {
    this.#disposed ??= this.drain();
    return this.#disposed;
  }

  protected async drain(): Promise<void> {
    const sessions = [...this.sessions.values()];
    await Promise.all(sessions.map((session) => session.drained()));
    await Promise.all(sessions.map((session) => this.evict(session)));
  }

  protected session(key: PoolKey): WarmSession {
    const known = this.sessions.get(nameOf(key));
    if (known !== undefined) return known;
    const session = new WarmSession(key, this.options.clock.now());
    this.sessions.set(nameOf(key), session);
    return session;
  }

  /** A turn was over: its time begins anew. */
  protected used(session: WarmSession): void {
    session.lastUsedMs = this.options.clock.now();
  }

  protected async turn(session: WarmSession, input: string): Promise<TurnResult> {
    session.interrupted = false;
    for (let held = this.locks.held(session.key.chat); held !== undefined && !session.closed; ) {
      await held;
      held = this.locks.held(session.key.chat);
    }
    if (session.closed) throw new Error('the chat was closed');
    const agent = session.agent ?? (await this.start(session));
    await this.write(session, agent.sessionId, 'busy');
    const unwanted = session.closed || session.interrupted;
    const result: TurnResult = unwanted ? { status: 'aborted' } : await agent.turn(input);
    if (!session.closed) await this.write(session, agent.sessionId, agent.exited ? 'crashed' : 'idle');
    return result;
  }

  protected async start(session: WarmSession): Promise<WarmAgent> {
    session.starting = true;
    try {
      await this.makeRoom();
      const row = await this.row(session);
      const agent = await this.options.backend.spawn(session.key, row?.sessionId);
      const warm = this.warm(session, agent);
      session.agent = warm;
      return warm;
    } finally {
      session.starting = false;
    }
  }

  protected warm(session: WarmSession, agent: Awaited<ReturnType<PoolOpenOptions['backend']['spawn']>>): WarmAgent {
    const warm: WarmAgent = new WarmAgent(agent, this.options.clock, () => this.exited(session, warm));
    return warm;
  }

  protected row({ key }: WarmSession): Promise<SessionRow | undefined> {
    return this.options.rows.get(key);
  }

  protected write({ key }: WarmSession, sessionId: string, status: SessionRow['status']): Promise<void> {
    return this.options.rows.put({ ...key, sessionId, status });
  }

  /** The next turn starts another one. A turn in flight writes the row itself when it has failed. */
  protected exited(session: WarmSession, agent: WarmAgent): void {
    if (session.agent === agent) session.agent = undefined;
    if (session.prompts === 0) this.#inBackground(session.inTurn(() => this.write(session, agent.sessionId, 'crashed')));
  }

  /** Looks at one session: whether it is idle for too long, and whether a silent agent still lives. */
  protected async attend(session: WarmSession): Promise<void> {
    const { clock, config } = this.options;
    if (session.idle && clock.now() - session.lastUsedMs > config.idleTtlMs) return this.evict(session);
    const { agent } = session;
    if (agent?.working === true && agent.silentMs > MISSED_HEARTBEATS * config.heartbeatMs) await this.silent(agent);
  }

  /** A late sign of life proves nothing: the agent may be at work. */
  protected async silent(agent: WarmAgent): Promise<void> {
    if (!(await this.options.isAlive(agent.pid))) agent.lost();
  }

  /** Makes room for one that is being started. */
  protected async makeRoom(): Promise<void> {
    await this.trim();
  }

  /** As long as there are too many, the one goes that was not used for longest. Where all are busy there are more for a while. */
  protected async trim(): Promise<void> {
    for (;;) {
      const live = [...this.sessions.values()].filter((session) => session.live);
      if (live.length <= this.options.config.maxLive) return;
      const victim = this.victim(live.filter((session) => session.idle));
      if (victim === undefined) return;
      await this.evict(victim);
    }
  }

  protected victim(idle: readonly WarmSession[]): WarmSession | undefined {
    return [...idle].sort((one, other) => one.lastUsedMs - other.lastUsedMs)[0];
  }

  /** Stops the agent; its row stays. Whoever needs the session meanwhile waits until the agent is gone. */
  protected async evict(session: WarmSession): Promise<void> {
    const { agent } = session;
    if (agent === undefined) return;
    session.agent = undefined;
    await session.inTurn(() => agent.stop());
  }

  /** What goes with the chat: all that there is of it. */
  protected closing(chat: string): WarmSession[] {
    return this.ofChat(chat);
  }

  protected ofChat(chat: string): WarmSession[] {
    return [...this.sessions.values()].filter(({ key }) => key.chat === chat);
  }

  protected mayGo(state: WorktreeState): boolean {
    return state !== 'unknown' && !state.dirty && !state.unpushed && state.ageMs >= this.options.config.graceMs;
  }

  protected uses(chat: string): boolean {
    return this.ofChat(chat).some((session) => session.live || session.prompts > 0);
  }

  protected async needed(chat: string): Promise<boolean> {
    return this.uses(chat) || (await this.options.rows.list()).some((row) => row.chat === chat);
  }

  protected async end(session: WarmSession): Promise<void> {
    await this.stop(session);
    await session.drained();
    await this.stop(session);
  }

  protected async stop(session: WarmSession): Promise<void> {
    const { agent } = session;
    session.agent = undefined;
    await agent?.stop();
  }

  #inBackground(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.options.onError(error));
  }
}

export function nameOf({ chat, agent }: PoolKey): string {
  return JSON.stringify([chat, agent]);
}
