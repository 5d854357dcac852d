import fs from 'node:fs';
import type { Adapter } from '../../contract/adapter.ts';
import { resolveClaims } from '../../contract/claims.ts';
import { Failure } from '../../contract/failure.ts';
import type { SessionStore } from '../../contract/session-store.ts';
import type { HistoryEvent } from '../../model/history.ts';
import { openPathsOf } from '../held.ts';
import { live } from '../life.ts';
import { BESIDE_DIRECTORY, TEMPORARY_DIRECTORY } from '../process/directory-image.ts';
import { LifeTeller } from '../process/life-teller.ts';
import { LineReader } from '../process/line-reader.ts';
import { JOB_DESCRIPTOR, type ProcessMessage } from '../process/pipe-protocol.ts';
import { ProcessRuntime } from '../process/process-runtime.ts';
import { readWaiting } from '../process/read-to-end.ts';
import { refusalOf } from '../process/refusal.ts';
import { sendMessage } from '../process/send-message.ts';
import { swallowOutput } from '../process/swallow-output.ts';
import { SeededRandom } from '../simulated/seeded-random.ts';
import type { MountedCommand, MountedJob } from './mounted-job.ts';
import { type Left, whatIsLeft } from './what-is-left.ts';

const CHUNK_BYTES = 65_536;
const { readSync, writeSync } = fs;
const endProcess = process.exit.bind(process);

/**
 * A process inside a mount: loads the adapter, and lives one life after the other, as it is told on descriptor 4; what happens is told on
 * descriptor 3. Between two commands it stands still. To be called first thing in a process of its own. Never returns.
 */
export async function serveLivesInMount(loadAdapter: () => Promise<Adapter>): Promise<never> {
  const lives = new LivesInMount();
  try {
    const adapter = await loadAdapter();
    const { name, claims, package: judged, alsoWrites = [] } = adapter;
    if (alsoWrites.length > 0) throw writesElsewhere(name);
    lives.send({ type: 'ready', name, claims: resolveClaims(claims), ...(judged === undefined ? {} : { package: judged }) });
    await lives.serve(adapter);
  } catch (error) {
    lives.send(refusalOf(error));
  }
  return endProcess(0);
}

class LivesInMount {
  readonly #teller = new LifeTeller((message) => this.send(message));
  readonly #random = new SeededRandom();
  readonly #lines = new LineReader<MountedCommand>();
  readonly #commands: MountedCommand[] = [];
  #opened: SessionStore | undefined;
  #left: Left = 'ends';

  constructor() {
    swallowOutput((bytes) => {
      this.#teller.printedBytes += bytes;
    });
    this.#random.begin(0);
    this.#teller.listen();
  }

  send(message: ProcessMessage): void {
    sendMessage(message, writeSync);
  }

  /** Until nobody is left who says anything. */
  async serve(adapter: Adapter): Promise<void> {
    const whole = this.#watched(adapter);
    // What loading the modules has begun.
    await turn();
    const before = resources();
    for (let command = this.#receive(); command !== undefined; command = this.#receive()) {
      if (command.do === 'live') await this.#live(whole, command.job);
      else this.send({ type: 'rested', clean: await this.#rest(before) });
    }
  }

  async #live(adapter: Adapter, { root, incarnation, plan, callDeadlineMs }: MountedJob): Promise<void> {
    process.env.TMPDIR = `${root}/${TEMPORARY_DIRECTORY}`;
    this.#random.begin(incarnation);
    this.#teller.begin();
    this.#opened = undefined;
    const besideDir = `${root}/${BESIDE_DIRECTORY}`;
    const report = await live(
      {
        adapter,
        dir: `${root}/data`,
        besideDir,
        runtime: this.#runtime(callDeadlineMs, root),
        onBegin: (begun) => this.#teller.about(begun),
        now: () => Number(process.hrtime.bigint()),
        onHistory: (event) => this.#tellHistory(event),
      },
      plan,
    );
    this.#left = whatIsLeft(plan, report, this.#opened);
    this.#teller.tellEnd();
  }

  /** Stamped here: of an invocation the call comes after, of its end it came before. */
  #tellHistory(event: HistoryEvent): void {
    this.send({ ...event, atNs: Number(process.hrtime.bigint()) });
  }

  /** Closes what the life left open. @returns whether the process is as good as new */
  async #rest(before: number): Promise<boolean> {
    const store = this.#opened;
    if (this.#left === 'ends' || this.#teller.stray !== undefined) return false;
    if (this.#left === 'close') {
      const closed = await this.#runtime(LONGEST_MS, '').settle(async () => void (await store?.close?.()));
      if (!closed.ok) return false;
    }
    await turn();
    return this.#teller.stray === undefined && resources() <= before;
  }

  #runtime(callDeadlineMs: number, root: string): ProcessRuntime {
    return new ProcessRuntime({
      callDeadlineMs,
      onCall: () => {
        this.#teller.tellProgress();
        this.send({ type: 'calling' });
      },
      stray: () => this.#teller.stray,
      strayed: this.#teller.strayed,
      pendingCalls: () => process.getActiveResourcesInfo().filter((name) => name.startsWith('FSReq')).length,
      openPaths: () => openPathsOf(fs, root),
    });
  }

  /** The same adapter; the store that it opened last is known. */
  #watched(adapter: Adapter): Adapter {
    const open: Adapter['open'] = async (context) => {
      const store = await adapter.open(context);
      this.#opened = store;
      return store;
    };
    return Object.create(adapter, { open: { value: open } });
  }

  /** Blocks: nothing of this process happens until somebody says something. */
  #receive(): MountedCommand | undefined {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    while (this.#commands.length === 0) {
      const bytes = readWaiting(JOB_DESCRIPTOR, chunk, readSync);
      if (bytes === 0) return undefined;
      this.#commands.push(...this.#lines.push(chunk.subarray(0, bytes)));
    }
    return this.#commands.shift();
  }
}

function writesElsewhere(name: string): Failure {
  return new Failure(
    'CW_MOUNT_UNSUITED',
    `${name} writes outside its directory (\`alsoWrites\`), and the mounted disk is that directory.`,
    {
      hint: 'Leave --host out, or choose --host process.',
    },
  );
}

/** Whoever waits for the process has a limit of their own. */
const LONGEST_MS = 2 ** 31 - 1;

/** What keeps this process going: timers, sockets, calls in flight. */
function resources(): number {
  return process.getActiveResourcesInfo().length;
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
