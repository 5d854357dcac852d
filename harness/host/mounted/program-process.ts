import type { Adapter } from '../../contract/adapter.ts';
import { resolveClaims } from '../../contract/claims.ts';
import type { Failure } from '../../contract/failure.ts';
import type { HeldFacts } from '../../disk/mount/held.ts';
import { errorText } from '../problem.ts';
import type { StoreFacts } from '../process/pipe-protocol.ts';
import type { ProcessDeadlines, ProcessLife } from '../process/store-process.ts';
import type { ProgramCommand, Spawner } from '../stdio/program.ts';
import { ProgramError } from '../stdio/program-error.ts';
import { ProgramStores } from '../stdio/program-stores.ts';
import { StdioClient } from '../stdio/stdio-client.ts';
import { killHeld } from './kill-held.ts';
import type { LivingProcess } from './living-process.ts';
import type { LiveCommand, RestCommand } from './mounted-job.ts';
import { keepsNoMore, keptBy, type ProgramKeeps } from './program-keeps.ts';
import { ProgramLife } from './program-life.ts';
import type { TemporaryLink } from './temporary-links.ts';

export interface ProgramProcessOptions {
  readonly command: ProgramCommand;
  /** Starts it inside the mount. */
  readonly spawn: Spawner;
  /** Where the mount is. */
  readonly directory: string;
  readonly temporary: TemporaryLink;
  readonly deadlines: ProcessDeadlines;
  /** It broke the protocol. */
  readonly onBroken: (failure: Failure) => void;
  /** Any of them did: there are no further lives. */
  readonly broken: () => Failure | undefined;
}

/** A program inside a mount that speaks protocol 1, which is talked with from here. */
export class ProgramProcess implements LivingProcess {
  readonly #options: ProgramProcessOptions;
  readonly #client: StdioClient;
  readonly #stores = new ProgramStores();
  readonly #ready: Promise<StoreFacts>;
  #life: ProgramLife | undefined;
  #heldAt: HeldFacts | undefined;
  #before: ProgramKeeps | undefined;
  #gone: Promise<void> | undefined;

  constructor(options: ProgramProcessOptions) {
    this.#options = options;
    const { command, spawn, temporary, deadlines } = options;
    this.#client = new StdioClient(
      { ...command, env: { ...command.env, TMPDIR: temporary.path } },
      {
        spawn,
        limits: deadlines,
        events: {
          onError: this.#stores.told,
          // The life may have come to its end right before.
          onBroken: (failure) => {
            options.onBroken(failure);
            this.#life?.breaks(failure);
          },
          onEnded: (how) => this.#life?.strays('exited', how),
          onUnhandled: (error) => this.#life?.strays('uncaught', errorText(new ProgramError(error))),
        },
      },
    );
    this.#ready = this.#hello();
    // A program that nobody needed may fail unseen.
    this.#ready.catch(() => {});
  }

  get pids(): readonly number[] {
    const { pid } = this.#client;
    return pid === undefined ? [] : [pid, ...(this.#before?.children ?? [])];
  }

  get isAlive(): boolean {
    return this.#client.isAlive;
  }

  /** Whoever asks for it waits no longer than a program may take to say hello. */
  readyWithin(): Promise<StoreFacts> {
    return this.#ready;
  }

  /** Its temporary directory is there from now on; what it does before it says hello is no part of a life. Rejects as `readyWithin`. */
  async comesTo(root: string): Promise<void> {
    await this.#ready;
    await this.#options.temporary.leadTo(root);
  }

  async liveNext({ job }: LiveCommand, deadlines: ProcessDeadlines): Promise<ProcessLife> {
    const { name, claims } = await this.#ready;
    const broken = this.#options.broken();
    if (broken !== undefined) throw broken;
    const adapter: Adapter = { name, claims, open: (context) => this.#stores.open(this.#client, context) };
    const life = new ProgramLife(this.#client, adapter);
    this.#life = life;
    const lived = await life.live(job, deadlines.lifeMs);
    if (lived.end === 'at-crash-point') await this.#killHeld();
    else if (lived.end === 'overdue') await this.#client.kill();
    return { ...lived, endedBy: this.#client.endedBy };
  }

  standsStill(): void {
    this.#life?.standsStill();
  }

  goesOn(): void {
    this.#life?.goesOn();
  }

  standsAtCrashPoint(call: HeldFacts): void {
    this.#heldAt ??= call;
    this.#life?.standsAtCrashPoint();
  }

  async rests(_: RestCommand): Promise<boolean> {
    const life = this.#life;
    if (life === undefined || life.left === 'ends' || !this.isAlive) return false;
    try {
      if (life.left === 'close') await life.store?.close?.();
      // What it has to say it has said by then.
      await this.#client.request('ping');
    } catch {
      return false;
    }
    const { pid } = this.#client;
    if (pid === undefined || !this.isAlive || life.hasStrayed) return false;
    return keepsNoMore(keptBy(pid, this.#options.directory), this.#before);
  }

  kill(): Promise<void> {
    this.#gone ??= this.#end();
    return this.#gone;
  }

  killNow(): void {
    this.#client.killNow();
  }

  async #end(): Promise<void> {
    await this.#client.end();
    // Where the mount is gone as well nobody will need it.
    await this.#options.temporary.release().catch(() => {});
  }

  async #hello(): Promise<StoreFacts> {
    await this.#client.hello();
    const { name, version, claims } = this.#client.facts;
    const { pid } = this.#client;
    this.#before = pid === undefined ? undefined : keptBy(pid, this.#options.directory);
    return { name, claims: resolveClaims(claims), package: { name, ...(version === undefined ? {} : { version }) } };
  }

  /** The program, all that it has started, and whoever it was that stood in the call. */
  async #killHeld(): Promise<void> {
    const held = this.#heldAt?.process;
    if (held === undefined) throw new Error('nobody stands at the crash point');
    await killHeld(held, () => this.#client.kill(), this.#options.deadlines.callMs);
  }
}
