import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import type { Program } from '../../../model/program.ts';
import type { TogetherPlan, TogetherRun } from '../../together.ts';
import { type DirectoryImage, type DirectoryImages, LINK_DIRECTORY } from '../directory-image.ts';
import { Attempt, type AttemptCast, type AttemptResult } from './attempt.ts';
import { ClientPool, type ClientPoolParts } from './client-pool.ts';
import { type Company, companyOf, nameOf } from './company.ts';
import { leaksState } from './leaking-state.ts';

export interface AttemptRunnerParts extends ClientPoolParts {
  /** Below it every attempt has a directory of its own. */
  readonly directory: string;
  readonly images: DirectoryImages;
  readonly callMs: number;
  /** Own time for which the processes of an attempt were waited for. */
  readonly onSpent: (ms: number) => void;
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
  /** What the others do while a newcomer opens the store; `undefined`: nobody can open it then. */
  #others: AttemptCast['others'] | undefined = 'still';

  constructor(parts: AttemptRunnerParts) {
    this.#parts = parts;
    this.#pool = new ClientPool(parts);
  }

  async run(program: Program, plan: TogetherPlan): Promise<TogetherRun<DirectoryImage>> {
    if (plan.fresh === true) await this.#pool.restart();
    await this.#probe(program, plan.sessions);
    const others = plan.reopen === true ? this.#others : undefined;
    const company = await companyOf(this.#pool, program, others === undefined ? undefined : NEWCOMER);
    const directory = await this.#newDirectory();
    const cast = castOf(company, others);
    const result = await new Attempt(program, cast, {
      directory,
      sessions: plan.sessions,
      seed: plan.seed ?? this.#attempts,
      slow: this.#attempts % 2 === 1,
      callMs: this.#parts.callMs,
      dyingMs: this.#usualMs,
    }).run();
    const spentMs = Math.max(0, ...cast.hosts.map((host) => host.spentMs));
    this.#parts.onSpent(spentMs);
    if (program.deaths === undefined && result.end === 'done') this.#usualMs = Math.min(result.tookMs, LONGEST_DYING_MS);
    // Where a store can be open once at a time, the others have to be dead; if it's no use either, nobody looks.
    const refusedBesideOthers = result.reopened?.opened.ok === false && this.#others === 'still';
    if (result.reopened?.opened.ok === false) this.#others = this.#others === 'still' ? 'dead' : undefined;
    if (result.end !== 'done') company.killAll();
    // Before anybody closes: what the clients left stays as it is.
    const image = await this.#parts.images.adopt(directory);
    const worn = company.isWorn;
    void company.release();
    // What was left of earlier attempts may have thrown, since its directory is gone.
    if (result.stray !== undefined && worn) return this.run(program, { ...plan, fresh: true });
    // What a newcomer was refused because of the others says nothing of what they left.
    const { reopened: _, ...withoutNewcomer } = result;
    return { ...runOf(refusedBesideOthers ? withoutNewcomer : result, image), spentMs };
  }

  async #newDirectory(): Promise<string> {
    const directory = path.join(this.#parts.directory, `${++this.#attempts}`);
    await mkdir(path.join(directory, 'data'), { recursive: true });
    await mkdir(path.join(directory, 'tmp'));
    await symlink('data', path.join(directory, LINK_DIRECTORY));
    return directory;
  }

  /** Once: a store with state in its module needs new processes for each attempt. */
  async #probe({ setup }: Program, sessions: readonly string[]): Promise<void> {
    if (this.#probed || setup.length === 0) return;
    this.#probed = true;
    const name = nameOf(0);
    const [process] = await this.#pool.take([name]);
    if (process === undefined) return;
    const directories = [await this.#newDirectory(), await this.#newDirectory()] as const;
    const leaks = await leaksState(process.host(), { directories, setup, sessions, callMs: this.#parts.callMs });
    this.#pool.lasting = !leaks;
    void this.#pool.release(name, process, [process.host()]);
  }
}

/** @param others what they do while the last of the company, a newcomer, opens the store; `undefined`: there is none. */
function castOf({ hosts, kill }: Company, others: AttemptCast['others']): AttemptCast {
  const newcomer = others === undefined ? undefined : hosts.at(-1);
  if (newcomer === undefined || others === undefined) return { hosts, kill };
  return { hosts: hosts.slice(0, -1), kill, newcomer, others };
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
