import type { Disk } from '../../disk/disk.ts';
import type { Program } from '../../model/program.ts';
import { LINK_DIRECTORY, TEMPORARY_DIRECTORY } from '../process/directory-image.ts';
import type { HostProcesses } from '../process/host-processes.ts';
import type { ProcessDeadlines, StoreProcess } from '../process/store-process.ts';
import { putInPlace } from '../put-in-place.ts';
import type { ReadingBeside, ReadingPlan } from '../reading.ts';
import type { ProgramCommand } from '../stdio/program.ts';
import { DATA } from '../store-images.ts';
import type { TogetherPlan, TogetherRun } from '../together.ts';
import type { WriterLife } from './readers.ts';
import { Stage } from './stage/stage.ts';
import { StagedReaders } from './staged-readers.ts';
import { MountedTogether } from './together/mounted-together.ts';

export interface StagesParts {
  /** The program of a store's process, and of one that hosts clients; see `MountedHostOptions`. */
  readonly program: URL;
  readonly clientProgram?: URL;
  /** The store is this program. */
  readonly command?: ProgramCommand | undefined;
  readonly argument: string;
  readonly empty: () => Disk;
  readonly deadlines: ProcessDeadlines;
  readonly processes: HostProcesses;
  readonly onPrinted: (bytes: number) => void;
  /** Files below `/` that were written through mappings. */
  readonly onMapped: (paths: readonly string[]) => void;
}

/** Where several processes of a store act on one disk: a second mount, which is made when it is first needed. */
export class Stages {
  readonly #parts: StagesParts;
  #stage: Promise<Stage> | undefined;
  #readers: Promise<StagedReaders> | undefined;
  #together: Promise<MountedTogether> | undefined;

  constructor(parts: StagesParts) {
    this.#parts = parts;
  }

  /** @param fresh in processes that have lived nothing before. */
  async read(writing: WriterLife, plan: ReadingPlan, fresh: boolean): Promise<ReadingBeside> {
    const { processes } = this.#parts;
    this.#readers ??= this.#begun().then((stage) => this.#readersOn(stage));
    const readers = await this.#readers;
    const { reading, spentMs } = await readers.read(writing, plan, fresh);
    processes.spend(spentMs);
    return reading;
  }

  async runTogether(program: Program, plan: TogetherPlan): Promise<TogetherRun<Disk>> {
    this.#together ??= this.#begun().then((stage) => this.#clientsOn(stage));
    const together = await this.#together;
    return together.run(program, plan);
  }

  async dispose(): Promise<void> {
    const stage = await this.#stage?.catch(() => undefined);
    await stage?.dispose();
  }

  #begun(): Promise<Stage> {
    this.#stage ??= Stage.start(this.#parts.empty());
    return this.#stage;
  }

  async #readersOn(stage: Stage): Promise<StagedReaders> {
    const { program, command, deadlines, processes } = this.#parts;
    const programs = command && (await stage.programs(command, deadlines));
    return new StagedReaders({
      stage,
      deadlines,
      start: () => (programs === undefined ? this.#start(stage, program) : processes.keep(() => programs.start())),
      forget: (process) => void processes.forget(process),
    });
  }

  #clientsOn(stage: Stage): MountedTogether {
    const { clientProgram, deadlines, processes, empty, onPrinted, onMapped } = this.#parts;
    return new MountedTogether({
      stage,
      startMs: deadlines.startMs,
      callMs: deadlines.callMs,
      empty: () => withLink(empty()),
      start: () => {
        if (clientProgram === undefined) throw new Error('there is no program of clients');
        return this.#start(stage, clientProgram);
      },
      forget: (process) => void processes.forget(process),
      onSpent: (ms) => processes.spend(ms),
      onPrinted,
      onMapped,
    });
  }

  #start(stage: Stage, program: URL): StoreProcess {
    const { argument, processes } = this.#parts;
    return processes.start({
      program,
      argument,
      temporaryDirectory: `${stage.anteroom}/${TEMPORARY_DIRECTORY}`,
      inside: (file, args) => stage.inside(file, args),
    });
  }
}

/** Instances may be told another name of their directory. */
function withLink(disk: Disk): Disk {
  putInPlace(disk, `/${LINK_DIRECTORY}`, { kind: 'symlink', target: DATA.slice(1) });
  return disk;
}
