import fs from 'node:fs';
import type { Adapter } from '../../contract/adapter.ts';
import type { Failure } from '../../contract/failure.ts';
import type { SessionStore } from '../../contract/session-store.ts';
import type { HistoryEvent } from '../../model/history.ts';
import { openPathsOf } from '../held.ts';
import { type LifeReport, live } from '../life.ts';
import { Patience } from '../own-time/patience.ts';
import type { Problem } from '../problem.ts';
import { BESIDE_DIRECTORY } from '../process/directory-image.ts';
import type { TimedHistoryEvent } from '../process/pipe-protocol.ts';
import type { ProcessLife } from '../process/store-process.ts';
import type { StdioClient } from '../stdio/stdio-client.ts';
import type { MountedJob } from './mounted-job.ts';
import { ProgramRuntime } from './program-runtime.ts';
import { type Left, whatIsLeft } from './what-is-left.ts';

/** One life of a store in a program: asks what the plan has, and stamps what comes of it. */
export class ProgramLife {
  /** What the program has to be asked after it. */
  left: Left = 'ends';
  /** The store that it opened last. */
  store: SessionStore | undefined;
  readonly #client: StdioClient;
  readonly #adapter: Adapter;
  readonly #trace: TimedHistoryEvent[] = [];
  readonly #strayed: Promise<void>;
  #stray: Problem | undefined;
  #isOver = false;
  #patience: Patience | undefined;
  #giveUp: () => void = () => {};
  #stop: (end: 'at-crash-point' | 'overdue') => void = () => {};
  #break: (failure: Failure) => void = () => {};

  /** @param adapter opens the store in the program. */
  constructor(client: StdioClient, adapter: Adapter) {
    this.#client = client;
    this.#adapter = adapter;
    this.#strayed = new Promise((resolve) => {
      this.#giveUp = resolve;
    });
  }

  /** How its process ended is not known yet. Rejects with the `Failure` where the program does not keep to the protocol. */
  async live({ root, plan }: MountedJob, lifeMs: number): Promise<Omit<ProcessLife, 'endedBy'>> {
    const program = { pid: this.#client.pid, withChildren: true };
    const runtime = new ProgramRuntime({
      program,
      stray: () => this.#stray,
      strayed: this.#strayed,
      openPaths: () => openPathsOf(fs, root, program.pid),
    });
    const stopped = new Promise<'at-crash-point' | 'overdue'>((resolve, reject) => {
      this.#stop = resolve;
      this.#break = reject;
    });
    const patience = new Patience(lifeMs, program, () => this.#stop('overdue'));
    this.#patience = patience;
    let told: LifeReport | undefined;
    const context = {
      adapter: this.#watched(),
      dir: `${root}/data`,
      besideDir: `${root}/${BESIDE_DIRECTORY}`,
      runtime,
      // Before a request is written, and after its answer was heard: a call takes no longer than that.
      now: nowNs,
      onBegin: (report: LifeReport) => {
        told = report;
      },
      onHistory: (event: HistoryEvent) => this.#note(event),
    };
    try {
      const ended = await Promise.race([live(context, plan), stopped]);
      if (typeof ended === 'string') {
        // What it had answered before it stood there.
        await this.#client.drained();
        return { end: ended, trace: this.#trace, report: told, reportIsFinal: false, spentMs: patience.spentMs };
      }
      if (this.#stray !== undefined) ended.stray = this.#stray;
      // Where there is nothing to close, what it has open shows from outside.
      this.left = whatIsLeft(plan, ended, this.store === undefined ? undefined : { close: () => {}, ...this.store });
      return { end: 'finished', trace: this.#trace, report: ended, reportIsFinal: true, spentMs: patience.spentMs };
    } finally {
      patience.stop();
      runtime.end();
      this.#isOver = true;
    }
  }

  /** Somebody else holds the program: nobody waits for it meanwhile. */
  standsStill(): void {
    this.#patience?.pause();
    this.#client.standsStill();
  }

  /** It may go on. */
  goesOn(): void {
    if (!this.#isOver) this.#patience?.resume();
    this.#client.goesOn();
  }

  /** Something was thrown in the program where nobody could catch it, or it ended. */
  strays(kind: 'uncaught' | 'exited', message: string): void {
    this.#stray ??= { kind, message };
    this.#giveUp();
  }

  get hasStrayed(): boolean {
    return this.#stray !== undefined;
  }

  breaks(failure: Failure): void {
    this.#break(failure);
  }

  standsAtCrashPoint(): void {
    this.#stop('at-crash-point');
  }

  /** An end came before its answer did: of what happened after that nothing was acknowledged. */
  #note(event: HistoryEvent): void {
    if (this.#isOver) return;
    const last = this.#trace.at(-1)?.atNs ?? 0;
    const atNs = event.type === 'invoke' ? nowNs() : Math.max(last, this.#client.heardAtNs);
    this.#trace.push({ ...event, atNs });
  }

  #watched(): Adapter {
    const open: Adapter['open'] = async (context) => {
      const store = await this.#adapter.open(context);
      this.store = store;
      return store;
    };
    return { ...this.#adapter, open };
  }
}

function nowNs(): number {
  return Number(process.hrtime.bigint());
}
