import type { PoolConfig, PoolKey, SessionRow, WorktreeState } from '../../contract/pool.ts';
import type { ResolvedPoolClaims } from '../../contract/pool-claims.ts';
import { keyText, sameKey } from './command.ts';
import type { PoolCall, PoolEvent, PoolEventOf } from './event.ts';

/** An agent, as the backend knows it. */
export interface AgentState {
  readonly spawn: number;
  readonly key: PoolKey;
  readonly life: number;
  readonly resumeId: string | undefined;
  sessionId: string | undefined;
  phase: 'starting' | 'running' | 'failed' | 'killed' | 'exited';
  /** The prompt whose turn is in flight. */
  turn: number | undefined;
  /** Interrupted turns whose terminal may still come. */
  owed: number;
  /** A turn of it was interrupted at some time. */
  interrupted: boolean;
  /** When its last turn began, and when anything last happened to it that is use. */
  calledMs: number;
  usedMs: number;
  /** When the turn before was over, or it was started: what a pool that does not look at turns may count from. */
  restedMs: number;
  heardMs: number;
  stalled: boolean;
  turns: number;
  /** A turn of it was done. */
  answered: boolean;
  /** Its chat was closed, or the pool disposed: it has to go. */
  unwanted: boolean;
  /** It was started when the prompts that wanted it had lost their chat already: it may go. */
  late: boolean;
  /** It was stopped while nobody used it, and its session may go on. */
  evicted: boolean;
}

/** A prompt, as its caller knows it. */
export interface PromptState {
  readonly call: number;
  readonly key: PoolKey;
  readonly life: number;
  readonly calledMs: number;
  /** It was called when the pool was disposed already. */
  readonly late: boolean;
  sentTo: AgentState | undefined;
  /** Its agent has said that the turn is over. */
  ended: boolean;
  /** A trailing terminal came while its turn was in flight. */
  overtaken: boolean;
  settled: 'done' | 'failed' | 'aborted' | undefined;
  /** What explains that it fails or is not sent: `close`, `abort`, `dispose`, `spawn-failed`, `exit`, `full`, `behind`, `evicted`. */
  readonly excuses: Set<string>;
}

export interface CallState {
  readonly call: number;
  readonly of: PoolCall;
  readonly life: number;
  returned: boolean;
  error: string | undefined;
}

/** What last happened to a session that a pool may not get over. */
export type Cause = 'restart' | 'exit' | 'spawn-failed' | 'abort' | 'close' | 'none';

/** What is known of one (chat, agent). */
export interface SessionState {
  readonly key: PoolKey;
  /** Every id that the backend ever gave it. */
  readonly ids: Set<string>;
  last: AgentState | undefined;
  exitedSinceSent: boolean;
  spawnFailedSinceSent: boolean;
  sentInLife: number;
  /** Of the last agent that exited in the middle of a turn: whether the row was marked since. */
  unmarked: boolean;
  closed: boolean;
}

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
  sweptMs: number | undefined;
  /** When reap was called, in this life. */
  reaps: number[] = [];
  spawnFailures = 0;
  disposed = false;
  readonly #sessions = new Map<string, SessionState>();
  readonly #neededMs = new Map<string, number>();

  constructor(claims: ResolvedPoolClaims, config: PoolConfig, { sweeps }: { sweeps: boolean }) {
    this.claims = claims;
    this.config = config;
    this.sweeps = sweeps;
  }

  session(key: PoolKey): SessionState {
    const name = keyText(key);
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
    return this.claims.sessions === 'any' || this.outstandingOf(agent.key).length === 0;
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
    return this.#neededMs.get(chat) ?? 0;
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
      return !this.living.some((agent) => agent.owed > 0 && (sessions === 'any' || sameKey(agent.key, prompt.key)));
    });
  }

  /** Prompts whose turn is over, and that have not come back. To be asked when all is quiet. */
  unsettled(): PromptState[] {
    return this.outstanding.filter(({ ended }) => ended);
  }

  apply(event: PoolEvent): void {
    this.nowMs = event.atMs;
    switch (event.type) {
      case 'open':
        this.life++;
        this.worktrees.clear();
        this.disposed = false;
        this.spawnFailures = 0;
        this.sweptMs = undefined;
        this.reaps = [];
        return;
      case 'call':
        return this.#called(event);
      case 'return':
        return this.#returned(event);
      case 'put': {
        const session = this.session(event.row);
        if (event.row.status === 'crashed') session.unmarked = false;
        return;
      }
      case 'worktree':
        this.worktrees.set(event.chat, { state: event.state, sinceMs: event.atMs });
        return;
      case 'remove':
        this.worktrees.delete(event.chat);
        return;
      case 'written':
      case 'quiet':
      case 'crash':
      case 'delete':
        return this.#stored(event);
      case 'opened':
        return;
      case 'spawn':
      case 'spawned':
      case 'spawn-failed':
        return this.#started(event);
      default:
        return this.#told(event);
    }
  }

  #called({ call, of, atMs }: PoolEventOf<'call'>): void {
    this.calls.set(call, { call, of, life: this.life, returned: false, error: undefined });
    if (of.op === 'prompt') {
      const excuses = new Set(this.disposed ? ['dispose'] : this.outstandingOf(of).length > 0 ? ['behind'] : []);
      this.prompts.set(call, {
        call,
        key: { chat: of.chat, agent: of.agent },
        life: this.life,
        calledMs: atMs,
        late: this.disposed,
        sentTo: undefined,
        ended: false,
        overtaken: false,
        settled: undefined,
        excuses,
      });
      this.#neededMs.set(of.chat, atMs);
    } else if (of.op === 'sweep') this.sweptMs = atMs;
    else if (of.op === 'reap') this.reaps.push(atMs);
    else if (of.op === 'abort') for (const prompt of this.outstandingOf(of)) prompt.excuses.add('abort');
    else if (of.op === 'close') {
      for (const agent of this.living) if (agent.key.chat === of.chat) agent.unwanted = true;
      for (const prompt of this.outstanding) if (prompt.key.chat === of.chat) prompt.excuses.add('close');
      for (const session of this.sessions) if (session.key.chat === of.chat) session.closed = true;
    } else if (of.op === 'dispose') {
      this.disposed = true;
      for (const prompt of this.outstanding) prompt.excuses.add('dispose');
    }
  }

  #returned({ call, status, error, atMs }: PoolEventOf<'return'>): void {
    const state = this.calls.get(call);
    if (state !== undefined) [state.returned, state.error] = [true, error];
    const prompt = this.prompts.get(call);
    if (prompt === undefined) return;
    prompt.settled = status ?? 'failed';
    this.#neededMs.set(prompt.key.chat, atMs);
    if (prompt.sentTo === undefined) return;
    prompt.sentTo.usedMs = atMs;
    if (prompt.settled === 'done') prompt.sentTo.answered = true;
  }

  #stored(event: PoolEventOf<'written' | 'quiet' | 'crash' | 'delete'>): void {
    if (event.type === 'quiet' || event.type === 'crash') this.rows = event.rows;
    else if (event.type === 'delete') this.rows = this.rows.filter((row) => !sameKey(row, event));
    else this.rows = [...this.rows.filter((row) => !sameKey(row, event.row)), event.row];
    for (const { chat } of this.rows) this.#neededMs.set(chat, event.atMs);
    if (event.type !== 'quiet') return;
    this.victims = [];
    for (const { key } of [...this.living, ...this.outstanding]) this.#neededMs.set(key.chat, event.atMs);
    const full = this.working.length >= this.config.maxLive;
    if (full) for (const prompt of this.outstanding) if (prompt.sentTo === undefined) prompt.excuses.add('full');
  }

  #started(event: PoolEventOf<'spawn' | 'spawned' | 'spawn-failed'>): void {
    if (event.type === 'spawn') {
      const { spawn, chat, agent, resumeId, atMs } = event;
      const waiting = this.outstandingOf(event);
      const state: AgentState = {
        spawn,
        key: { chat, agent },
        life: this.life,
        resumeId,
        sessionId: undefined,
        phase: 'starting',
        turn: undefined,
        owed: 0,
        interrupted: false,
        calledMs: atMs,
        usedMs: atMs,
        restedMs: atMs,
        heardMs: atMs,
        stalled: false,
        turns: 0,
        answered: false,
        unwanted: false,
        late: waiting.length > 0 && waiting.every(({ excuses }) => excuses.has('close')),
        evicted: false,
      };
      this.agents.set(spawn, state);
      return;
    }
    const agent = this.agents.get(event.spawn);
    if (agent === undefined) return;
    const session = this.session(agent.key);
    if (event.type === 'spawned') {
      agent.phase = 'running';
      agent.sessionId = event.sessionId;
      agent.usedMs = event.atMs;
      session.last = agent;
      session.ids.add(event.sessionId);
    } else {
      agent.phase = 'failed';
      session.spawnFailedSinceSent = true;
      this.spawnFailures++;
      const waiting = this.outstanding.filter(({ sentTo }) => sentTo === undefined);
      for (const prompt of waiting)
        if (this.claims.sessions === 'any' || sameKey(prompt.key, agent.key)) prompt.excuses.add('spawn-failed');
    }
  }

  #told(
    event: Exclude<
      PoolEvent,
      PoolEventOf<
        | 'open'
        | 'opened'
        | 'call'
        | 'return'
        | 'put'
        | 'written'
        | 'delete'
        | 'worktree'
        | 'remove'
        | 'quiet'
        | 'crash'
        | 'spawn'
        | 'spawned'
        | 'spawn-failed'
      >
    >,
  ): void {
    const agent = this.agents.get(event.spawn);
    if (agent === undefined) return;
    const prompt = agent.turn === undefined ? undefined : this.prompts.get(agent.turn);
    const { atMs } = event;
    switch (event.type) {
      case 'send':
        return this.#sent(agent, event);
      case 'cancel':
        if (prompt === undefined) return;
        agent.turn = undefined;
        agent.owed++;
        agent.interrupted = true;
        agent.usedMs = atMs;
        prompt.excuses.add('abort');
        return;
      case 'kill':
        return this.#killed(agent);
      case 'heartbeat':
        agent.heardMs = atMs;
        return;
      case 'stall':
        agent.stalled = true;
        return;
      case 'delta':
        agent.heardMs = atMs;
        agent.owed = 0;
        return;
      case 'trailing-terminal':
        agent.owed--;
        if (prompt !== undefined) prompt.overtaken = true;
        return;
      case 'terminal':
        if (prompt !== undefined) prompt.ended = true;
        agent.turn = undefined;
        agent.stalled = false;
        agent.usedMs = atMs;
        return;
      case 'exit':
        return this.#exited(agent);
    }
  }

  #sent(agent: AgentState, { call, atMs }: PoolEventOf<'send'>): void {
    agent.turn = call;
    agent.turns++;
    agent.calledMs = this.prompts.get(call)?.calledMs ?? atMs;
    agent.restedMs = agent.usedMs;
    [agent.usedMs, agent.heardMs] = [atMs, atMs];
    const prompt = this.prompts.get(call);
    if (prompt === undefined) return;
    prompt.sentTo = agent;
    const session = this.session(prompt.key);
    [session.exitedSinceSent, session.spawnFailedSinceSent, session.closed] = [false, false, false];
    session.sentInLife = this.life;
    session.last = agent;
  }

  #killed(agent: AgentState): void {
    if (agent.phase !== 'running') return;
    const idle = this.isIdle(agent);
    const waited = agent.turn === undefined && !idle && !this.mayStop(agent);
    if (waited) for (const prompt of this.outstandingOf(agent.key)) prompt.excuses.add('evicted');
    if (idle && !agent.unwanted && !agent.late && !this.disposed) {
      agent.evicted = true;
      const older = this.living.filter((other) => other !== agent && this.isIdle(other) && other.usedMs < agent.calledMs);
      if (this.claims.cap === 'evicts') this.victims.push({ victim: agent, passedOver: older });
    }
    agent.phase = 'killed';
    agent.turn = undefined;
  }

  #exited(agent: AgentState): void {
    const session = this.session(agent.key);
    [session.exitedSinceSent, session.spawnFailedSinceSent] = [true, false];
    for (const prompt of this.outstanding)
      if (prompt.sentTo === agent || sameKey(prompt.key, agent.key)) prompt.excuses.add('exit');
    if (agent.turn !== undefined) session.unmarked = true;
    agent.phase = 'exited';
    agent.turn = undefined;
  }
}
