import { randomBytes } from 'node:crypto';
import type { Json, SessionStore, ShownState } from '../../harness/contract/session-store.ts';

interface Config {
  configurable: { thread_id: string; checkpoint_ns: string; checkpoint_id?: string };
}

interface Checkpoint {
  v: number;
  id: string;
  ts: string;
  channel_values: { [channel: string]: unknown };
  channel_versions: { [channel: string]: number };
  versions_seen: { [node: string]: { [channel: string]: number } };
}

interface Metadata {
  source: 'loop';
  step: number;
  parents: object;
}

type Write = [channel: string, value: unknown];

interface CheckpointTuple {
  config: Config;
  checkpoint: Checkpoint;
  metadata?: { step?: number };
  pendingWrites?: [taskId: string, channel: string, value: unknown][];
}

/** The interface, of whose methods all are driven. */
export interface CheckpointSaver {
  getTuple(config: Config): Promise<CheckpointTuple | undefined>;
  list(config: Config, options?: { limit?: number }): AsyncIterable<CheckpointTuple>;
  put(config: Config, checkpoint: Checkpoint, metadata: Metadata, newVersions: { [channel: string]: number }): Promise<Config>;
  putWrites(config: Config, writes: Write[], taskId: string): Promise<void>;
  deleteThread(threadId: string): Promise<void>;
  /** Of savers on servers. */
  end?(): unknown;
}

/** The channel that records are in. */
const RECORD = 'record';

/** A checkpoint has its own record, and those of as many tasks that were done since. */
const WRITES_OF_A_STEP = 2;

/**
 * Drives a saver as a graph does: a step puts a checkpoint, tasks write what they came to, the next step puts the next checkpoint. A record is the value of a channel, of a
 * checkpoint's own or written by a task.
 */
export class ThreadSessions implements SessionStore {
  readonly #saver: CheckpointSaver;
  readonly #lastSteps = new Map<string, Promise<void>>();
  readonly close?: () => Promise<void>;

  constructor(saver: CheckpointSaver) {
    this.#saver = saver;
    if (typeof saver.end === 'function') {
      this.close = async () => {
        await saver.end?.();
      };
    }
  }

  append(session: string, record: Json): Promise<void> {
    const value = structuredClone(record);
    return this.#inTurn(session, async () => {
      const last = await this.#saver.getTuple(configOf(session));
      const written = last?.pendingWrites?.length ?? 0;
      if (last === undefined || written === WRITES_OF_A_STEP) await this.#step(session, last, value);
      else await this.#write(last.config, value, `${written}-${unique()}`);
    });
  }

  /** `list` begins with the latest one. */
  async read(session: string): Promise<ShownState | null> {
    const steps: CheckpointTuple[] = [];
    for await (const tuple of this.#saver.list(configOf(session))) steps.unshift(tuple);
    if (steps.length === 0) return null;
    return {
      records: steps.flatMap(({ checkpoint, pendingWrites = [] }) => [
        checkpoint.channel_values[RECORD],
        ...pendingWrites.map(([, , value]) => value),
      ]),
    };
  }

  delete(session: string): Promise<void> {
    return this.#inTurn(session, () => this.#saver.deleteThread(session));
  }

  /** Ids of checkpoints sort by their age, as those of LangGraph do. */
  async #step(session: string, last: CheckpointTuple | undefined, value: unknown): Promise<void> {
    const step = (last?.metadata?.step ?? -1) + 1;
    const id = `${step.toString(16).padStart(8, '0')}-0000-6000-8000-${unique()}`;
    const versions = { [RECORD]: step + 1 };
    const checkpoint = {
      v: 4,
      id,
      ts: new Date().toISOString(),
      channel_values: { [RECORD]: value },
      channel_versions: versions,
      versions_seen: {},
    };
    await this.#saver.put(last?.config ?? configOf(session), checkpoint, { source: 'loop', step, parents: {} }, versions);
  }

  /** A task that is retried writes the same under the same name, which is there once. */
  async #write(config: Config, value: unknown, taskId: string): Promise<void> {
    const writes: Write[] = [[RECORD, value]];
    try {
      await this.#saver.putWrites(config, writes, taskId);
    } catch {
      await this.#saver.putWrites(config, writes, taskId);
    }
  }

  /** The steps of a thread come one after another. */
  #inTurn(session: string, step: () => Promise<void>): Promise<void> {
    const turn = (this.#lastSteps.get(session) ?? Promise.resolve()).then(step);
    this.#lastSteps.set(
      session,
      turn.catch(() => {}),
    );
    return turn;
  }
}

function configOf(session: string): Config {
  return { configurable: { thread_id: session, checkpoint_ns: '' } };
}

function unique(): string {
  return randomBytes(6).toString('hex');
}
