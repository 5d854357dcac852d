import type { PoolConfig, PoolKey, SessionRow, WorktreeState } from '../../contract/pool.ts';
import type { ResolvedPoolClaims } from '../../contract/pool-claims.ts';
import { keyText, sameKey } from './command.ts';
import type { PoolCall } from './event.ts';
import type { AgentState, CallState, Cause, PromptState, SessionState } from './ledger-state.ts';

/** What was seen of a pool so far, folded into what is the case now. It is the reference: what a pool may do next is decided by it. */
export class PoolLedger {
  readonly claims: ResolvedPoolClaims;
  readonly config: PoolConfig;
  /** Whether the pool has a sweep of its own to be called. */
  readonly sweeps: boolean;
  life = 0;
  nowMs = 0;
  readonly agents = new Map<number, AgentState>();
  readonly prompts = new Map<number, PromptState>();
  readonly calls = new Map<number, CallState>();
  readonly worktrees = new Map<string, { readonly state: WorktreeState; readonly sinceMs: number; passedOverMs?: number }>();
  rows: readonly SessionRow[] = [];
  /** Since the last time that it was quiet: agents that made room, each with those that had been used less recently. */
  victims: { readonly victim: AgentState; readonly passedOver: readonly AgentState[] }[] = [];
  /** When the last sweep was called that has come back. */
  sweptMs: number | undefined;
  /** When reap was called, in this life. */
  reaps: number[] = [];
  spawnFailures = 0;
  /** Agents that exited by themselves, in this life. */
  exits = 0;
  disposed = false;
  readonly #sessions = new Map<string, SessionState>();
  /** When a chat was last seen to have an agent, a row or a prompt. */
  readonly needed = new Map<string, number>();

  constructor(claims: ResolvedPoolClaims, config: PoolConfig, { sweeps }: { sweeps: boolean }) {
    this.claims = claims;
    this.config = config;
    this.sweeps = sweeps;
  }

  /** Another process opens the pool on the same rows; its worktrees are of no interest any more. */
  beginLife(): void {
    this.life++;
    this.worktrees.clear();
    this.disposed = false;
    this.spawnFailures = 0;
    this.exits = 0;
    this.sweptMs = undefined;
    this.reaps = [];
  }

  /** The prompt that the agent works on. */
  promptOf({ turn }: AgentState): PromptState | undefined {
    return turn === undefined ? undefined : this.prompts.get(turn);
  }

  /** A turn of this session was interrupted in this life, by whichever agent. */
  wasInterrupted(key: PoolKey): boolean {
    return [...this.agents.values()].some((agent) => agent.interrupted && agent.life === this.life && sameKey(agent.key, key));
  }

  session(key: PoolKey): SessionState {
    const name = this.claims.sessions !== 'by-key' ? 'any' : keyText(key);
    const known = this.#sessions.get(name);
    if (known !== undefined) return known;
    const session: SessionState = {
      key,
      ids: new Set(),
      last: undefined,
      exitedSinceSent: false,
      spawnFailedSinceSent: false,
      sentInLife: 0,
      unmarked: false,
      closed: false,
    };
    this.#sessions.set(name, session);
    return session;
  }

  get sessions(): SessionState[] {
    return [...this.#sessions.values()];
  }

  /** Agents that are alive, or being started. */
  get living(): AgentState[] {
    return [...this.agents.values()].filter(
      ({ life, phase }) => life === this.life && (phase === 'starting' || phase === 'running'),
    );
  }

  get working(): AgentState[] {
    return this.living.filter(({ turn }) => turn !== undefined);
  }

  /** Prompts that have not come back, oldest first. */
  get outstanding(): PromptState[] {
    return [...this.prompts.values()].filter(({ life, settled }) => life === this.life && settled === undefined);
  }

  outstandingOf(key: PoolKey): PromptState[] {
    return this.outstanding.filter((prompt) => sameKey(prompt.key, key));
  }

  rowOf(key: PoolKey): SessionRow | undefined {
    return this.rows.find((row) => sameKey(row, key));
  }

  /** Nobody uses it, and nobody waits for it. */
  isIdle(agent: AgentState): boolean {
    if (agent.phase !== 'running' || agent.turn !== undefined) return false;
    return this.claims.sessions !== 'by-key' || this.outstandingOf(agent.key).length === 0;
  }

  /** Nobody asks why it is stopped. */
  mayStop({ unwanted, late, interrupted }: AgentState): boolean {
    return unwanted || late || interrupted || this.disposed;
  }

  /** How many places are taken or asked for: by agents, and by prompts that have none. */
  get wanted(): number {
    const living = this.living;
    const without = this.outstanding.filter(
      ({ sentTo, key }) => sentTo === undefined && !living.some((agent) => sameKey(agent.key, key)),
    );
    return living.length + new Set(without.map(({ key }) => keyText(key))).size;
  }

  /** The agent works, and has given no sign of life for longer than it should have. */
  isSilent(agent: AgentState): boolean {
    return agent.turn !== undefined && agent.stalled && this.nowMs - agent.heardMs > this.config.heartbeatMs;
  }

  /** What may have kept a prompt of this session from being served. */
  causeFor(key: PoolKey): Cause {
    const session = this.session(key);
    if (this.life > 1 && session.sentInLife < this.life) return 'restart';
    if (session.spawnFailedSinceSent) return 'spawn-failed';
    if (session.exitedSinceSent) return 'exit';
    if (session.last?.interrupted === true && session.last.life === this.life) return 'abort';
    if (this.spawnFailures > 0) return 'spawn-failed';
    return session.closed ? 'close' : 'none';
  }

  /** When the chat was last seen to have an agent, a row or a prompt; long ago if it never had. */
  neededMs(chat: string): number {
    return this.needed.get(chat) ?? 0;
  }

  calledInThisLife(op: PoolCall['op']): CallState[] {
    return [...this.calls.values()].filter(({ of, life }) => of.op === op && life === this.life);
  }

  /** Prompts that should have been sent by now. To be asked when all is quiet. */
  unserved(): PromptState[] {
    if (this.disposed) return [];
    const { cap, sessions } = this.claims;
    const full = cap !== 'none' && this.working.length >= this.config.maxLive;
    if (full) return [];
    const seen = new Set<string>();
    return this.outstanding.filter((prompt) => {
      const name = sessions === 'by-key' ? keyText(prompt.key) : String(prompt.call);
      if (seen.has(name)) return false;
      seen.add(name);
      if (prompt.sentTo !== undefined || prompt.excuses.has('close') || prompt.excuses.has('abort')) return false;
      return !this.living.some((agent) => agent.owed > 0 && (sessions !== 'by-key' || sameKey(agent.key, prompt.key)));
    });
  }

  /** Prompts whose turn is over, and that have not come back. To be asked when all is quiet. */
  unsettled(): PromptState[] {
    return this.outstanding.filter(({ ended }) => ended);
  }
}
