import { sameKey } from './command.ts';
import type { PoolEvent, PoolEventOf } from './event.ts';
import type { PoolLedger } from './ledger.ts';
import type { AgentState } from './ledger-state.ts';

type Handlers = { readonly [T in PoolEvent['type']]: (event: PoolEventOf<T>, ledger: PoolLedger) => void };

/** Folds an event into what is the case. */
export function applyEvent(event: PoolEvent, ledger: PoolLedger): void {
  ledger.nowMs = event.atMs;
  const handle = HANDLERS[event.type] as (event: PoolEvent, ledger: PoolLedger) => void;
  handle(event, ledger);
}

const HANDLERS: Handlers = {
  open: (_, ledger) => ledger.beginLife(),
  opened: () => {},
  call: called,
  return: returned,
  spawn: spawning,
  spawned: ({ spawn, sessionId, atMs }, ledger) =>
    withAgent(spawn, ledger, (agent) => {
      const session = ledger.session(agent.key);
      agent.phase = 'running';
      agent.sessionId = sessionId;
      [agent.usedMs, agent.restedMs] = [atMs, atMs];
      session.last = agent;
      session.ids.add(sessionId);
    }),
  'spawn-failed': ({ spawn }, ledger) => withAgent(spawn, ledger, (agent) => failedToStart(agent, ledger)),
  send: sent,
  cancel: ({ spawn, atMs }, ledger) => withAgent(spawn, ledger, (agent) => interrupted(agent, atMs, ledger)),
  kill: ({ spawn }, ledger) => withAgent(spawn, ledger, (agent) => killed(agent, ledger)),
  exit: ({ spawn }, ledger) => withAgent(spawn, ledger, (agent) => exited(agent, ledger)),
  heartbeat: ({ spawn, atMs }, ledger) =>
    withAgent(spawn, ledger, (agent) => {
      agent.heardMs = atMs;
    }),
  stall: ({ spawn }, ledger) =>
    withAgent(spawn, ledger, (agent) => {
      agent.stalled = true;
    }),
  delta: ({ spawn, atMs }, ledger) =>
    withAgent(spawn, ledger, (agent) => {
      agent.heardMs = atMs;
      agent.owed = 0;
    }),
  'trailing-terminal': ({ spawn }, ledger) =>
    withAgent(spawn, ledger, (agent) => {
      const prompt = ledger.promptOf(agent);
      agent.owed--;
      if (prompt !== undefined) prompt.overtaken = true;
    }),
  terminal: ({ spawn, atMs }, ledger) =>
    withAgent(spawn, ledger, (agent) => {
      const prompt = ledger.promptOf(agent);
      if (prompt !== undefined) prompt.ended = true;
      agent.turn = undefined;
      agent.stalled = false;
      agent.usedMs = atMs;
    }),
  put: ({ row }, ledger) => {
    if (row.status === 'crashed') ledger.session(row).unmarked = false;
  },
  written: ({ row, atMs }, ledger) => {
    ledger.rows = [...ledger.rows.filter((other) => !sameKey(other, row)), row];
    ledger.needed.set(row.chat, atMs);
  },
  delete: (key, ledger) => {
    ledger.rows = ledger.rows.filter((row) => !sameKey(row, key));
  },
  worktree: ({ chat, state, atMs }, ledger) => void ledger.worktrees.set(chat, { state, sinceMs: atMs }),
  remove: ({ chat }, ledger) => void ledger.worktrees.delete(chat),
  quiet,
  crash: ({ rows }, ledger) => {
    ledger.rows = rows;
  },
};

function withAgent(spawn: number, ledger: PoolLedger, change: (agent: AgentState) => void): void {
  const agent = ledger.agents.get(spawn);
  if (agent !== undefined) change(agent);
}

function called({ call, of, atMs }: PoolEventOf<'call'>, ledger: PoolLedger): void {
  ledger.calls.set(call, { call, of, life: ledger.life, atMs, returned: false, error: undefined });
  switch (of.op) {
    case 'prompt': {
      const excuses = new Set(ledger.disposed ? ['dispose'] : ledger.outstandingOf(of).length > 0 ? ['behind'] : []);
      const { life, disposed: late } = ledger;
      const state = { sentTo: undefined, ended: false, overtaken: false, settled: undefined };
      const key = { chat: of.chat, agent: of.agent };
      ledger.prompts.set(call, { call, key, life, calledMs: atMs, late, excuses, ...state });
      ledger.needed.set(of.chat, atMs);
      excuseFull(ledger);
      return;
    }
    case 'abort':
      for (const prompt of ledger.outstandingOf(of)) prompt.excuses.add('abort');
      return;
    case 'close':
      for (const agent of ledger.living) if (agent.key.chat === of.chat) agent.unwanted = true;
      for (const prompt of ledger.outstanding) if (prompt.key.chat === of.chat) prompt.excuses.add('close');
      for (const session of ledger.sessions) if (session.key.chat === of.chat) session.closed = true;
      return;
    case 'reap':
      ledger.reaps.push(atMs);
      return;
    case 'dispose':
      ledger.disposed = true;
      for (const prompt of ledger.outstanding) prompt.excuses.add('dispose');
  }
}

function returned({ call, status, error, atMs }: PoolEventOf<'return'>, ledger: PoolLedger): void {
  const state = ledger.calls.get(call);
  if (state !== undefined) [state.returned, state.error] = [true, error];
  if (state?.of.op === 'sweep' && error === undefined) ledger.sweptMs = Math.max(ledger.sweptMs ?? 0, state.atMs);
  const prompt = ledger.prompts.get(call);
  if (prompt === undefined) return;
  prompt.settled = status ?? 'failed';
  ledger.needed.set(prompt.key.chat, atMs);
  if (prompt.sentTo === undefined) return;
  prompt.sentTo.usedMs = atMs;
  if (prompt.settled === 'done') prompt.sentTo.answered = true;
}

function spawning({ spawn, chat, agent, resumeId, atMs }: PoolEventOf<'spawn'>, ledger: PoolLedger): void {
  const key = { chat, agent };
  const waiting = ledger.outstandingOf(key);
  ledger.agents.set(spawn, {
    spawn,
    key,
    life: ledger.life,
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
  });
}

function failedToStart(agent: AgentState, ledger: PoolLedger): void {
  agent.phase = 'failed';
  ledger.session(agent.key).spawnFailedSinceSent = true;
  ledger.spawnFailures++;
  const waiting = ledger.outstanding.filter(({ sentTo }) => sentTo === undefined);
  for (const prompt of waiting)
    if (ledger.claims.sessions !== 'by-key' || sameKey(prompt.key, agent.key)) prompt.excuses.add('spawn-failed');
}

function sent({ spawn, call, atMs }: PoolEventOf<'send'>, ledger: PoolLedger): void {
  const agent = ledger.agents.get(spawn);
  const prompt = ledger.prompts.get(call);
  if (agent === undefined || prompt === undefined) return;
  agent.turn = call;
  agent.turns++;
  agent.calledMs = prompt.calledMs;
  agent.restedMs = agent.usedMs;
  [agent.usedMs, agent.heardMs] = [atMs, atMs];
  prompt.sentTo = agent;
  const session = ledger.session(prompt.key);
  [session.exitedSinceSent, session.spawnFailedSinceSent, session.closed] = [false, false, false];
  session.sentInLife = ledger.life;
  session.last = agent;
  excuseFull(ledger);
}

/** As many agents work as there may be: what waits now waits for one of them, or gives up. */
function excuseFull(ledger: PoolLedger): void {
  if (ledger.working.length < ledger.config.maxLive) return;
  for (const prompt of ledger.outstanding) if (prompt.sentTo === undefined) prompt.excuses.add('full');
}

function interrupted(agent: AgentState, atMs: number, ledger: PoolLedger): void {
  const prompt = ledger.promptOf(agent);
  if (prompt === undefined) return;
  agent.turn = undefined;
  agent.owed++;
  agent.interrupted = true;
  agent.usedMs = atMs;
  prompt.excuses.add('abort');
}

function killed(agent: AgentState, ledger: PoolLedger): void {
  if (agent.phase !== 'running') return;
  const idle = ledger.isIdle(agent);
  if (agent.turn === undefined && !idle && !ledger.mayStop(agent))
    for (const prompt of ledger.outstandingOf(agent.key)) prompt.excuses.add('evicted');
  if (idle && !agent.unwanted && !agent.late && !ledger.disposed) {
    agent.evicted = true;
    const older = ledger.living.filter((other) => other !== agent && ledger.isIdle(other) && other.usedMs < agent.calledMs);
    if (ledger.claims.cap === 'evicts') ledger.victims.push({ victim: agent, passedOver: older });
  }
  agent.phase = 'killed';
  agent.turn = undefined;
}

function exited(agent: AgentState, ledger: PoolLedger): void {
  ledger.exits++;
  const session = ledger.session(agent.key);
  [session.exitedSinceSent, session.spawnFailedSinceSent] = [true, false];
  for (const prompt of ledger.outstanding)
    if (prompt.sentTo === agent || sameKey(prompt.key, agent.key)) prompt.excuses.add('exit');
  if (agent.turn !== undefined) session.unmarked = true;
  agent.phase = 'exited';
  agent.turn = undefined;
}

function quiet({ rows, atMs }: PoolEventOf<'quiet'>, ledger: PoolLedger): void {
  ledger.rows = rows;
  ledger.victims = [];
  for (const { chat } of rows) ledger.needed.set(chat, atMs);
  for (const { key } of [...ledger.living, ...ledger.outstanding]) ledger.needed.set(key.chat, atMs);
}
