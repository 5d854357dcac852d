import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import type { Program } from '../../../model/program.ts';
import type { TogetherPlan, TogetherRun } from '../../together.ts';
import type { DirectoryImage, DirectoryImages } from '../directory-image.ts';
import { Attempt, type AttemptResult } from './attempt.ts';
import type { ClientHost } from './client-host.ts';
import { ClientPool, type ClientPoolParts } from './client-pool.ts';
import type { ClientProcess } from './client-process.ts';
import { sharesState } from './shared-state.ts';

export interface AttemptRunnerParts extends ClientPoolParts {
  /** Below it every attempt has a directory of its own. */
  readonly directory: string;
  readonly images: DirectoryImages;
  readonly callMs: number;
}

const NEWCOMER = 'newcomer';
const USUAL_MS = 10;
/** What waits for a lock says nothing of when to die best. */
const LONGEST_DYING_MS = 60;

/** Runs programs on real processes, one attempt after the other. */
export class AttemptRunner {
  readonly #parts: AttemptRunnerParts;
  readonly #pool: ClientPool;
  #attempts = 0;
  #usualMs = USUAL_MS;
  #probed = false;

  constructor(parts: AttemptRunnerParts) {
    this.#parts = parts;
    this.#pool = new ClientPool(parts);
  }

  async run(program: Program, { sessions, seed, reopen = false, fresh = false }: TogetherPlan): Promise<TogetherRun<DirectoryImage>> {
    if (fresh) await this.#pool.restart();
    await this.#probe(program, sessions);
    const { names, threads } = namesOf(program);
    const processes = await this.#pool.take(reopen ? [...names, NEWCOMER] : names);
    const newcomer = reopen ? processes.at(-1)?.host() : undefined;
    const own = processes.slice(0, names.length);
    const hosts = threads === undefined ? own.map((process) => process.host()) : threadsOf(own, threads);
    const directory = await this.#newDirectory();
    const slow = this.#attempts % 2 === 1;
    const plan = { directory, sessions, seed: seed ?? this.#attempts, slow, callMs: this.#parts.callMs, dyingMs: this.#usualMs };
    const kill = (process: number): void => own[process]?.kill();
    const result = await new Attempt(program, { hosts, kill, ...(newcomer === undefined ? {} : { newcomer }) }, plan).run();
    if (program.deaths === undefined && result.end === 'done') this.#usualMs = Math.min(result.tookMs, LONGEST_DYING_MS);
    // Whoever writes on is killed before, and whoever closes does so after; what the clients left stays as it is.
    const image = await this.#parts.images.adopt(directory);
    if (result.end !== 'done') for (const process of own) process.kill();
    for (const [index, name] of names.entries()) {
      const process = own[index];
      const its = threads === undefined ? hosts.slice(index, index + 1) : hosts;
      if (process !== undefined) this.#pool.release(name, process, its);
    }
    const last = processes.at(-1);
    if (newcomer !== undefined && last !== undefined) this.#pool.release(NEWCOMER, last, [newcomer]);
    return runOf(result, image);
  }

  async #newDirectory(): Promise<string> {
    const directory = path.join(this.#parts.directory, `${++this.#attempts}`);
    await mkdir(path.join(directory, 'data'), { recursive: true });
    await mkdir(path.join(directory, 'tmp'));
    await symlink('data', path.join(directory, 'link'));
    return directory;
  }

  /** Once: a store with state in its module needs new processes for each attempt. */
  async #probe({ setup }: Program, sessions: readonly string[]): Promise<void> {
    if (this.#probed || setup.length === 0) return;
    this.#probed = true;
    const name = namesOf({ setup, instances: [], clients: [] }).names;
    const [process] = await this.#pool.take(name);
    if (process === undefined) return;
    const directories = [await this.#newDirectory(), await this.#newDirectory()] as const;
    const shares = await sharesState(process.host(), { directories, setup, sessions, callMs: this.#parts.callMs });
    this.#pool.lasting = !shares;
    this.#pool.release(name[0] ?? '', process, [process.host()]);
  }
}

/** Names in the pool, and how many threads the only one of them has. */
function namesOf({ instances, onePid }: Program): { names: string[]; threads?: number } {
  const count = 1 + Math.max(0, ...instances.map(({ process }) => process));
  if (onePid === true && count > 1) return { names: [`of ${count} threads`], threads: count };
  return { names: Array.from({ length: count }, (_, index) => `process ${index}`) };
}

function threadsOf([process]: readonly ClientProcess[], count: number): ClientHost[] {
  return process === undefined ? [] : Array.from({ length: count }, (_, index) => process.host(index));
}

function runOf({ tookMs: _, ...result }: AttemptResult, image: DirectoryImage): TogetherRun<DirectoryImage> {
  const { history } = result;
  return {
    ...result,
    trace: history,
    over: history.length,
    steps: [],
    faultStruck: false,
    image,
    imageAt: () => ({ image, history }),
    changesBefore: () => 0,
  };
}
