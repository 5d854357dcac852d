import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Agent, AgentEvent, Backend } from '../../harness/contract/pool.ts';
import { postgresAnswers, RowsOnPostgres } from './rows-on-postgres.test-data.ts';
import { WarmPool } from './warm-pool.ts';

/** An agent that answers at once, unless it is to work for ever. */
function answering(sessionId: string, worksForEver: boolean): Agent {
  const listeners: ((event: AgentEvent) => void)[] = [];
  return {
    pid: 1,
    sessionId,
    on: (listener) => void listeners.push(listener),
    cancel: () => {},
    kill: async () => {},
    send: () => {
      if (worksForEver) return;
      const tell = (event: AgentEvent) => queueMicrotask(() => listeners.map((listener) => listener(event)));
      tell({ type: 'delta', text: 'yes' });
      tell({ type: 'terminal' });
    },
  };
}

class Agents implements Backend {
  readonly spawned: string[] = [];
  worksForEver = false;

  async spawn({ chat, agent }: { chat: string; agent: string }, resumeId?: string): Promise<Agent> {
    this.spawned.push(`${chat}/${agent} ${resumeId ?? 'new'}`);
    return answering(resumeId ?? `s-${this.spawned.length}`, this.worksForEver);
  }

  worktrees = async () => [];
  inspect = async () => 'unknown' as const;
  remove = async () => {};
}

describe.skipIf(!(await postgresAnswers()))('rows in a real table', () => {
  let rows: RowsOnPostgres;
  const agents = new Agents();
  const open = (): Promise<WarmPool> =>
    new WarmPool({
      dir: '/none',
      clock: { now: () => Date.now(), setTimeout, clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout) },
      backend: agents,
      rows,
      isAlive: async () => true,
      config: { idleTtlMs: 60_000, maxLive: 2, graceMs: 60_000, heartbeatMs: 60_000 },
      onError: (error) => {
        throw error;
      },
    }).recover();

  beforeAll(async () => {
    rows = await RowsOnPostgres.create(`cw_pool_${process.pid}`);
  });
  afterAll(() => rows.drop());

  test('two first prompts are one row; a pool that is left in the middle of a turn is taken up again', {
    timeout: 60_000,
  }, async () => {
    const first = await open();
    const turns = await Promise.all([first.prompt("it's a", 'x', 'one'), first.prompt("it's a", 'x', 'two')]);
    expect(turns).toEqual([{ status: 'done' }, { status: 'done' }]);
    expect(await rows.list()).toEqual([{ chat: "it's a", agent: 'x', sessionId: 's-1', status: 'idle' }]);
    await first.prompt('b', 'x', 'one');

    agents.worksForEver = true;
    const second = await open();
    void second.prompt('b', 'x', 'for ever');
    await expect.poll(async () => (await rows.get({ chat: 'b', agent: 'x' }))?.status).toBe('busy');

    agents.worksForEver = false;
    const third = await open();
    expect(third.live()).toEqual([]);
    expect(await rows.get({ chat: 'b', agent: 'x' })).toMatchObject({ sessionId: 's-2', status: 'crashed' });
    expect(await third.prompt('b', 'x', 'again')).toEqual({ status: 'done' });
    await third.close('b');
    await third.close('b');
    expect(await rows.list()).toHaveLength(1);
    await third.dispose();
    expect(agents.spawned).toEqual(["it's a/x new", 'b/x new', 'b/x s-2', 'b/x s-2']);
  });
});
