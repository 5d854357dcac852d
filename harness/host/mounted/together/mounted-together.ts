import type { Disk } from '../../../disk/disk.ts';
import type { FsEvent } from '../../../disk/trace.ts';
import type { Program } from '../../../model/program.ts';
import { RepeatableScheduler } from '../../../schedule/repeatable-scheduler.ts';
import { Attempt, type AttemptResult } from '../../process/clients/attempt.ts';
import { ClientPool } from '../../process/clients/client-pool.ts';
import { type Company, companyOf, nameOf } from '../../process/clients/company.ts';
import { leaksState } from '../../process/clients/leaking-state.ts';
import { inOrder } from '../../process/clients/merge-history.ts';
import type { StoreProcess } from '../../process/store-process.ts';
import { DiskReplay } from '../../simulated/disk-replay.ts';
import { changesIn, historyAt } from '../../simulated/together-trace.ts';
import type { TogetherPlan, TogetherRun } from '../../together.ts';
import { mappedFiles, withoutSharedMemory } from '../sqlite-memory-file.ts';
import { Player } from '../stage/player.ts';
import type { Scene } from '../stage/scene.ts';
import type { Stage } from '../stage/stage.ts';
import { Drive } from './drive.ts';
import { goesFree } from './goes-free.ts';
import { type Cast, weave } from './woven-trace.ts';

export interface MountedTogetherParts {
  readonly stage: Stage;
  /** What every program begins on: with a link to the store's directory. */
  readonly empty: () => Disk;
  /** Begins a process that will host clients, where the stage is. Throws where there is to be no further one. */
  readonly start: () => StoreProcess;
  /** It is gone. */
  readonly forget: (process: StoreProcess) => void;
  readonly onPrinted: (bytes: number) => void;
  /** Own time for which the processes of a run were waited for. */
  readonly onSpent: (ms: number) => void;
  /** Files below `/` that were written through mappings. */
  readonly onMapped: (paths: readonly string[]) => void;
  readonly startMs: number;
  readonly callMs: number;
}

/** Of an attempt in which nobody decides who goes on when: processes die within this time. */
const DYING_MS = 30;

/** Runs programs on a stage, one after the other, in processes that live on from run to run. */
export class MountedTogether {
  readonly #parts: MountedTogetherParts;
  readonly #pool: ClientPool;
  #runs = 0;
  #probed = false;

  constructor(parts: MountedTogetherParts) {
    this.#parts = parts;
    this.#pool = new ClientPool(parts);
  }

  async run(program: Program, plan: TogetherPlan): Promise<TogetherRun<Disk>> {
    const scheduler = new RepeatableScheduler(plan.scheduler);
    if (plan.fresh === true) await this.#pool.restart();
    await this.#probe(program, plan.sessions);
    const ran = await this.#ran(program, { ...plan, scheduler });
    // What was left of earlier runs may have thrown, since its directory is gone.
    if (ran.run.stray === undefined || !ran.isWorn) return ran.run;
    scheduler.repeat();
    await this.#pool.restart();
    return (await this.#ran(program, { ...plan, scheduler })).run;
  }

  async #ran(program: Program, plan: TogetherPlan): Promise<{ run: TogetherRun<Disk>; isWorn: boolean }> {
    const { stage, empty } = this.#parts;
    const company = await companyOf(this.#pool, program);
    const start = empty();
    const players = company.processes.map(({ pids }) => new Player(pids));
    const scene = await stage.set(start, players);
    try {
      const { result, drive, clientsNs, overNs } = await this.#attempt(program, plan, { company, scene, players });
      if (result.end !== 'done') company.killAll();
      const processes = new Map<Player | undefined, number>(players.map((player, process) => [player, process]));
      const cast: Cast = { program, clientsNs, processOf: (event) => processes.get(scene.doerOf(event)) ?? -1 };
      const seen = await scene.image.events();
      const run = this.#runOf(result, { start, seen, steps: drive?.steps ?? [], overNs, company, cast });
      const spentMs = Math.max(0, ...company.hosts.map((host) => host.spentMs));
      this.#parts.onSpent(spentMs);
      return { run: { ...run, spentMs }, isWorn: company.isWorn };
    } catch (error) {
      company.killAll();
      throw error;
    } finally {
      for (const player of players) player.leave();
      // What goes wrong here shows in the next run: the mount is gone, or the host is disposed.
      void company
        .release()
        .then(() => stage.clear(scene))
        .catch(() => {});
    }
  }

  async #attempt(
    program: Program,
    { scheduler, sessions, seed = 0 }: TogetherPlan,
    { company, scene, players }: { company: Company; scene: Scene; players: readonly Player[] },
  ): Promise<{ result: AttemptResult; drive: Drive | undefined; clientsNs: number; overNs: number }> {
    const { callMs } = this.#parts;
    const isFree = goesFree(program);
    let drive: Drive | undefined;
    let [clientsNs, overNs] = [0, Number.POSITIVE_INFINITY];
    const driven = async (dead: Set<number>) => {
      clientsNs = nowNs();
      drive = new Drive(program, scheduler, { scene, company, players, callMs }, dead);
      const end = await drive.run();
      overNs = nowNs();
      return end;
    };
    const { hosts, kill } = company;
    const result = await new Attempt(program, isFree ? { hosts, kill } : { hosts, kill, drive: driven }, {
      directory: scene.image.directory,
      sessions,
      // Where somebody decides, equal schedules are to give equal runs.
      seed: isFree ? seed : 0,
      slow: this.#runs++ % 2 === 1,
      callMs,
      dyingMs: DYING_MS,
    }).run();
    return { result, drive, clientsNs, overNs };
  }

  #runOf(
    { tookMs: _, history: __, ...result }: AttemptResult,
    { start, seen, steps, overNs, company, cast }: RunFacts,
  ): TogetherRun<Disk> {
    const end = diskAfter(start, seen);
    const events = withoutSharedMemory(seen, [start, end]);
    const mapped = mappedFiles(events);
    this.#parts.onMapped(mapped);
    const history = inOrder(company.hosts.flatMap(({ events: own }) => own));
    const { trace, entriesAt } = weave(history, events, cast);
    const image = diskAfter(start, events);
    const taken = steps.map(({ actor, able, atNs }) => ({ actor, able, entries: entriesAt(atNs) }));
    let replay: DiskReplay | undefined;
    return {
      ...result,
      history: history.map(({ event }) => event),
      trace,
      over: entriesAt(overNs),
      steps: taken,
      faultStruck: false,
      image,
      // What a mapping has changed by then is not known.
      ...(mapped.length > 0 ? { hidesChanges: true } : {}),
      imageAt: (point) => {
        replay ??= new DiskReplay(start, trace);
        return { image: replay.imageAt(point), history: historyAt(trace, point) };
      },
      changesBefore: (step) => changesIn(trace, taken[step]?.entries ?? trace.length),
    };
  }

  /** Once: a store with state in its module needs new processes for each run. */
  async #probe({ setup }: Program, sessions: readonly string[]): Promise<void> {
    if (this.#probed || setup.length === 0) return;
    this.#probed = true;
    const { stage, empty, callMs } = this.#parts;
    const [process] = await this.#pool.take([nameOf(0)]);
    if (process === undefined) return;
    const [first, second] = [await stage.present(empty()), await stage.present(empty())];
    const directories = [first.directory, second.directory] as const;
    this.#pool.lasting = !(await leaksState(process.host(), { directories, setup, sessions, callMs }));
    await this.#pool.release(nameOf(0), process, [process.host()]);
    for (const image of [first, second]) await image.remove();
  }
}

interface RunFacts {
  readonly start: Disk;
  readonly seen: readonly FsEvent[];
  readonly steps: Drive['steps'];
  readonly overNs: number;
  readonly company: Company;
  readonly cast: Cast;
}

function diskAfter(start: Disk, events: readonly FsEvent[]): Disk {
  const disk = start.clone();
  for (const { effects } of events) for (const effect of effects) disk.apply(effect);
  return disk;
}

function nowNs(): number {
  return Number(process.hrtime.bigint());
}
