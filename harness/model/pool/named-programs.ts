import type { PoolKey } from '../../contract/pool.ts';
import type { AgentCommand, PoolCommand, PoolProgram } from './command.ts';
import { PATIENCE_MS, POOL_CONFIG } from './command.ts';

const { idleTtlMs, graceMs, heartbeatMs } = POOL_CONFIG;
const [AX, AY, BX, BY]: PoolKey[] = ['a/x', 'a/y', 'b/x', 'b/y'].map((text) => {
  const [chat = '', agent = ''] = text.split('/');
  return { chat, agent };
}) as [PoolKey, PoolKey, PoolKey, PoolKey];

const prompt = (key: PoolKey = AX): PoolCommand => ({ op: 'prompt', ...key });
const abort = (key: PoolKey = AX): PoolCommand => ({ op: 'abort', ...key });
const tell = (op: AgentCommand, key: PoolKey = AX): PoolCommand => ({ op, ...key });
const turn = (key: PoolKey = AX): PoolCommand[] => [prompt(key), tell('terminal', key)];
const pass = (ms: number): PoolCommand => ({ op: 'pass', ms });
const close = (chat: string): PoolCommand => ({ op: 'close', chat });
const sweep: PoolCommand = { op: 'sweep' };
const reap: PoolCommand = { op: 'reap' };
const dispose: PoolCommand = { op: 'dispose' };
const spawnFails: PoolCommand = { op: 'spawn-fails' };
const worktree = (chat: string, ageMs: number, { dirty = false, unpushed = false } = {}): PoolCommand => ({
  op: 'worktree',
  chat,
  dirty,
  unpushed,
  ageMs,
});
const unknown = (chat: string): PoolCommand => ({ op: 'unknown-worktree', chat });

const LATER = idleTtlMs + 1000;
const EARLIER = idleTtlMs / 2 + 1000;
const LATE_BEAT = 4 * heartbeatMs;

/** What each requirement is about, in as few steps as show it. */
const SEQUENCES: readonly (readonly PoolCommand[])[] = [
  // Idle: past the time, before it, in the middle of a long turn, used again, and without any sweep.
  [...turn(), pass(LATER), sweep, ...turn()],
  [...turn(), pass(EARLIER), sweep, ...turn(), pass(EARLIER), sweep],
  [prompt(), pass(LATER), tell('terminal'), pass(EARLIER), sweep, ...turn()],
  [prompt(), tell('delta'), pass(LATER), sweep, pass(LATER), sweep, tell('terminal')],
  [...turn(), pass(2 * LATER), ...turn()],
  // The cap.
  [...turn(AX), ...turn(AY), ...turn(BX), sweep, ...turn(AX)],
  [...turn(AX), ...turn(AY), pass(1000), ...turn(AX), pass(1000), ...turn(BX), sweep, ...turn(AY), ...turn(AX)],
  [prompt(AX), prompt(AY), prompt(BX), prompt(BY), sweep, tell('terminal', AX), tell('terminal', BX), sweep],
  [prompt(AX), ...turn(AY), ...turn(BX), ...turn(BY), tell('terminal', AX)],
  // Crashes.
  [prompt(), tell('delta'), tell('exit'), ...turn()],
  [prompt(), prompt(), tell('exit'), tell('terminal'), ...turn()],
  [...turn(), tell('exit'), ...turn()],
  [prompt(AX), prompt(BX), tell('exit', AX), tell('terminal', BX), prompt(AX), prompt(AX)],
  [prompt(), abort(), tell('exit'), ...turn()],
  // Interrupted turns.
  [prompt(), tell('delta'), abort(), prompt(), tell('trailing-terminal'), tell('delta'), tell('terminal')],
  [prompt(), abort(), tell('trailing-terminal'), ...turn()],
  [prompt(), abort(), ...turn(), ...turn()],
  [prompt(), abort(), prompt(), abort(), prompt(), tell('trailing-terminal'), tell('trailing-terminal'), tell('terminal')],
  [prompt(), abort(), prompt(), tell('delta'), tell('terminal'), ...turn()],
  [prompt(), abort(), pass(LATER), sweep, ...turn()],
  // One session, and several.
  [prompt(), prompt(), tell('terminal'), tell('terminal')],
  [prompt(AX), prompt(BX), pass(PATIENCE_MS), tell('terminal', BX), tell('terminal', AX)],
  [prompt(AX), prompt(AX), prompt(AY), pass(PATIENCE_MS), tell('terminal', AY), tell('terminal', AX)],
  [...turn(AX), ...turn(AY), ...turn(AX), ...turn(BX), ...turn(AX)],
  [...turn(AX), pass(1000), ...turn(AY), pass(LATER), sweep, ...turn(AY), ...turn(AX)],
  // Closing.
  [...turn(AX), ...turn(AY), close('a'), close('a'), ...turn(AX)],
  [prompt(AX), tell('delta'), prompt(AX), close('a'), close('b'), ...turn(BX)],
  [...turn(AX), pass(LATER), sweep, close('a'), ...turn(AX)],
  // The reaper.
  [worktree('a', graceMs), worktree('b', graceMs, { dirty: true }), reap],
  [worktree('a', graceMs, { unpushed: true }), unknown('b'), reap, pass(graceMs), reap],
  [worktree('a', 0), reap, pass(graceMs), reap, pass(graceMs), reap],
  [worktree('a', graceMs), ...turn(AX), pass(LATER), sweep, reap, ...turn(AX)],
  [worktree('a', graceMs), prompt(AX), reap, tell('terminal', AX), close('a'), reap, pass(graceMs), reap],
  // Disposal.
  [prompt(AX), ...turn(BX), dispose, tell('terminal', AX), prompt(BX)],
  [prompt(AX), prompt(AX), dispose],
  [...turn(AX), ...turn(BX), dispose, dispose],
  [dispose],
  // Starts that fail.
  [spawnFails, prompt(AX), ...turn(AX), ...turn(AY)],
  [spawnFails, spawnFails, prompt(AX), prompt(AY), prompt(BX), tell('terminal', BX), ...turn(AX)],
  [spawnFails, prompt(AX), ...turn(AY), ...turn(BX), ...turn(AY)],
  [...turn(AX), pass(LATER), sweep, spawnFails, prompt(AX), ...turn(AX)],
  [prompt(AX), tell('exit'), spawnFails, prompt(AX), ...turn(AX)],
  // Late signs of life.
  [prompt(), tell('delta'), tell('stall'), pass(LATE_BEAT), sweep, tell('terminal')],
  [...turn(), prompt(), tell('stall'), pass(LATE_BEAT), sweep, pass(heartbeatMs), sweep, tell('delta'), tell('terminal')],
];

/** Orders that matter: what is called while something else is on its way. */
const ORDERED: readonly PoolProgram[] = [
  // A second prompt, or a close, while the first agent is being started.
  { commands: [prompt(), prompt(), tell('terminal'), tell('terminal')], choices: [1, 1, 1] },
  { commands: [prompt(), prompt(), tell('terminal'), tell('terminal')], choices: [0, 1] },
  { commands: [prompt(), close('a'), ...turn(BX)], choices: [1] },
  { commands: [prompt(), close('a'), ...turn(BX)], choices: [0, 1] },
  { commands: [prompt(), dispose], choices: [0, 1] },
  // A prompt while its agent is being stopped, and a sweep while a turn is being prepared.
  { commands: [...turn(), pass(LATER), sweep, ...turn()], choices: [0, 0, 0, 0, 1, 1] },
  { commands: [...turn(), pass(LATER), prompt(), sweep, tell('terminal')], choices: [0, 0, 0, 0, 1, 1, 1, 1] },
  {
    commands: [...turn(AX), ...turn(AY), prompt(AX), prompt(BX), tell('terminal', AX)],
    choices: [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1],
  },
  // Two prompts after a crash.
  { commands: [prompt(), tell('exit'), prompt(), prompt(), tell('terminal')], choices: [0, 0, 0, 1, 1, 1] },
  // A prompt while its chat's worktree is being looked at.
  { commands: [worktree('a', graceMs), reap, prompt(AX), tell('terminal', AX)], choices: [0, 0, 1, 0, 0, 1] },
];

/** Programs that everybody can read, tried before any that are generated. */
export const NAMED_PROGRAMS: readonly PoolProgram[] = [...SEQUENCES.map((commands) => ({ commands, choices: [] })), ...ORDERED];
