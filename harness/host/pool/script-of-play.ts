import type { LiveSession, Pool, PoolAdapter, PoolKey, SessionRow, TurnResult } from '../../contract/pool.ts';
import { keyText, PATIENCE_MS, POOL_CONFIG, type PoolCommand, sameKey, stateOf } from '../../model/pool/command.ts';
import type { PoolCall, PoolEvent } from '../../model/pool/event.ts';
import { errorText } from '../problem.ts';
import type { ScriptPlace } from '../script.ts';
import { Completions } from './completions.ts';
import { DurableRows } from './durable-rows.ts';
import { type PlayedAgent, PlayedBackend, type Untimed } from './played-backend.ts';

/** What one life of a pool is played with. */
export interface LifeScript {
  readonly commands: readonly PoolCommand[];
  readonly choices: readonly number[];
  /** How many prompts and agents earlier lives had: numbers are never given twice. */
  readonly counted: { readonly calls: number; readonly spawns: number };
  /** Weave the events into the trace, so that it is known at each change what had happened. */
  readonly notes: boolean;
}

export interface LifePlayed {
  readonly events: PoolEvent[];
  readonly counted: { readonly calls: number; readonly spawns: number };
  /** What the rows held when the pool was opened. */
  readonly rowsFound: readonly SessionRow[];
  /** The pool has a sweep to be called. */
  readonly sweeps: boolean;
  /** Methods that `open` returned. */
  readonly methods: readonly string[];
}

/** Rounds of ending turns, after which a pool that always has another one is left alone. */
const MOST_ROUNDS = 40;
const METHODS = ['prompt', 'abort', 'close', 'sweep', 'reap', 'live', 'dispose'] as const;

/** Plays one life: opens the pool, follows the commands, and at the end lets every turn come to its end. */
export async function playLife(place: ScriptPlace, adapter: PoolAdapter, script: LifeScript): Promise<LifePlayed> {
  const life = new LifeOnStage(place, script);
  await life.open(adapter);
  for (const command of script.commands) await life.next(command);
  await life.finish();
  return life.played();
}

class LifeOnStage {
  readonly #place: ScriptPlace;
  readonly #script: LifeScript;
  readonly #events: PoolEvent[] = [];
  readonly #completions: Completions;
  readonly #backend: PlayedBackend;
  readonly #keys = new Map<number, PoolKey>();
  /** Calls that have not come back. */
  readonly #pending = new Set<number>();
  #calls: number;
  #rows: DurableRows | undefined;
  #rowsFound: readonly SessionRow[] = [];
  #pool: Pool | undefined;
  #holds = false;
  /** What `live` says is of interest. */
  #looks = true;

  constructor(place: ScriptPlace, script: LifeScript) {
    this.#place = place;
    this.#script = script;
    this.#completions = new Completions(script.choices);
    this.#calls = script.counted.calls;
    const log = (event: Untimed) => this.#log(event);
    const pass = () => this.#pass();
    this.#backend = new PlayedBackend({ log, pass, nowMs: () => place.clock.nowMs }, script.counted.spawns);
  }

  async open(adapter: PoolAdapter): Promise<void> {
    const { dir, clock } = this.#place;
    this.#log({ type: 'open' });
    this.#rows = await DurableRows.open(dir, {
      putting: (row) => this.#log({ type: 'put', row }),
      written: (row) => this.#log({ type: 'written', row }),
      deleting: (key) => this.#log({ type: 'delete', ...key }),
      pass: () => this.#pass(),
    });
    this.#rowsFound = this.#rows.all;
    const opened = await this.#place.runtime.settle(() =>
      adapter.open({
        dir,
        clock: {
          now: () => clock.nowMs,
          setTimeout: (callback, ms) => setTimeout(callback, ms),
          clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
        },
        backend: this.#backend,
        rows: this.#rows as DurableRows,
        isAlive: async (pid) => {
          await this.#pass();
          return this.#backend.isAlive(pid);
        },
        config: POOL_CONFIG,
        onError: () => {},
      }),
    );
    this.#log(opened.ok ? { type: 'opened' } : { type: 'opened', error: opened.problem.message });
    if (opened.ok) this.#pool = opened.value;
    this.#holds = true;
    await this.#quiet();
  }

  async next(command: PoolCommand): Promise<void> {
    if (this.#pool === undefined) return;
    this.#place.clock.jump(1);
    if (command.op === 'pass') await this.#letTimePass(command.ms);
    else this.#do(command, this.#pool);
    await this.#quiet({ hasCommand: true, waited: command.op === 'pass' && command.ms >= PATIENCE_MS });
  }

  /** Every turn ends, and every late event comes. */
  async finish(): Promise<void> {
    this.#completions.letAll();
    await this.#waited();
    for (let round = 0; round < MOST_ROUNDS && (await this.#endTurns()); round++);
  }

  played(): LifePlayed {
    const pool = this.#pool;
    const methods = pool === undefined ? [] : METHODS.filter((name) => typeof pool[name] === 'function');
    const counted = { calls: this.#calls, spawns: this.#backend.spawns };
    return { events: this.#events, counted, rowsFound: this.#rowsFound, sweeps: methods.includes('sweep'), methods };
  }

  async #endTurns(): Promise<boolean> {
    let acted = false;
    for (const agent of [...this.#backend.agents]) {
      const late = agent.turn === undefined && agent.trailingTerminal();
      if (!late && !agent.terminal()) continue;
      acted = true;
      await this.#waited();
    }
    return acted;
  }

  #do(command: Exclude<PoolCommand, { op: 'pass' }>, pool: Pool): void {
    switch (command.op) {
      case 'prompt':
        this.#prompt(command, pool);
        return;
      case 'abort':
        if (pool.abort === undefined) return;
        this.#call({ op: 'abort', chat: command.chat, agent: command.agent }, () => pool.abort?.(command.chat, command.agent));
        return;
      case 'close':
        if (pool.close === undefined) return;
        this.#call({ op: 'close', chat: command.chat }, () => pool.close?.(command.chat));
        return;
      case 'sweep':
      case 'reap':
        if (pool[command.op] === undefined) return;
        this.#call({ op: command.op }, () => pool[command.op]?.());
        return;
      case 'dispose':
        this.#call({ op: 'dispose' }, () => pool.dispose());
        return;
      case 'spawn-fails':
        this.#looks = true;
        this.#backend.failNext();
        return;
      case 'worktree':
      case 'unknown-worktree':
        this.#backend.setWorktree(command.chat, stateOf(command));
        return;
      default:
        this.#tell(command);
    }
  }

  #prompt({ chat, agent }: PoolKey, pool: Pool): void {
    const call = this.#calls + 1;
    this.#keys.set(call, { chat, agent });
    this.#call({ op: 'prompt', chat, agent }, () => pool.prompt(chat, agent, `turn ${call}`));
  }

  #tell({ op, ...key }: PoolKey & { op: 'delta' | 'terminal' | 'trailing-terminal' | 'exit' | 'stall' }): void {
    const agents = this.#backend.agents.filter((agent) => agent.alive && this.#serves(agent, key));
    const agent = agents.find(({ turn }) => turn !== undefined) ?? agents.at(-1);
    if (op === 'trailing-terminal') agents.find(({ owed }) => owed > 0)?.trailingTerminal();
    else agent?.[op]();
  }

  #serves(agent: PlayedAgent, key: PoolKey): boolean {
    const served = agent.served === undefined ? undefined : this.#keys.get(agent.served);
    return sameKey(served ?? agent.key, key);
  }

  #call(of: PoolCall, run: () => unknown): void {
    const call = ++this.#calls;
    this.#log({ type: 'call', call, of });
    this.#pending.add(call);
    const failed = (error: unknown) => {
      this.#pending.delete(call);
      this.#log({ type: 'return', call, error: errorText(error) });
    };
    try {
      Promise.resolve(run()).then((value) => {
        this.#pending.delete(call);
        const status = of.op === 'prompt' ? statusOf(value) : undefined;
        this.#log({ type: 'return', call, ...(status === undefined ? {} : { status }) });
      }, failed);
    } catch (error) {
      failed(error);
    }
  }

  async #letTimePass(ms: number): Promise<void> {
    this.#holds = false;
    while (this.#completions.waiting) await this.#complete(false);
    await this.#place.clock.pass(ms);
    this.#holds = true;
  }

  /** The same with time for what a pool tries again after a while. Where nothing is waited for, none needs to pass. */
  async #waited(): Promise<void> {
    await this.#quiet();
    const worked = this.#backend.agents.map(({ turn }) => turn);
    const waits = [...this.#pending].some((call) => !worked.includes(call));
    if (waits) await this.#letTimePass(PATIENCE_MS);
    await this.#quiet({ waited: true });
  }

  /** Until nothing can happen any more, or it is the next command's turn. */
  async #quiet({ hasCommand = false, waited = false } = {}): Promise<void> {
    await this.#place.quiet();
    while (this.#completions.waiting) if ((await this.#complete(hasCommand)) === 'command') return;
    const rows = this.#rows?.all ?? [];
    const live = this.#looks ? await this.#live() : undefined;
    this.#looks &&= this.#backend.spawns > this.#script.counted.spawns;
    this.#log({ type: 'quiet', waited, rows, ...(live === undefined ? {} : { live }) });
  }

  async #complete(hasCommand: boolean): Promise<'completion' | 'command'> {
    const went = this.#completions.next(hasCommand);
    if (went === 'completion') await this.#place.quiet();
    return went;
  }

  async #live(): Promise<LiveSession[] | undefined> {
    let shown: readonly LiveSession[] | undefined;
    try {
      Promise.resolve(this.#pool?.live()).then(
        (live) => {
          shown = live;
        },
        () => {},
      );
    } catch {
      return undefined;
    }
    await this.#place.quiet();
    return Array.isArray(shown) ? shown.map(({ chat, agent, busy }) => ({ chat, agent, busy })) : undefined;
  }

  async #pass(): Promise<void> {
    if (this.#holds) await this.#completions.pass();
  }

  #log(event: Untimed): void {
    this.#events.push({ ...event, atMs: this.#place.clock.nowMs });
    if (this.#script.notes) this.#place.note({ type: 'invoke', operation: this.#events.length - 1 });
  }
}

function statusOf(value: unknown): TurnResult['status'] {
  const status = typeof value === 'object' && value !== null && 'status' in value ? value.status : undefined;
  return status === 'done' || status === 'aborted' ? status : 'failed';
}

/** Sessions that a script prompts, in order. */
export function promptedKeys(commands: readonly PoolCommand[]): PoolKey[] {
  const keys = new Map<string, PoolKey>();
  for (const command of commands)
    if (command.op === 'prompt') keys.set(keyText(command), { chat: command.chat, agent: command.agent });
  return [...keys.values()];
}
