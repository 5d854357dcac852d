import path from 'node:path';
import type { LaunchMeta, Registry, RegistryOpenOptions, StoredLaunch } from '../../harness/contract/registry.ts';

/** Where pm2 keeps its dump; read anew at every call. */
export interface DumpPlaces {
  DUMP_FILE_PATH: string;
  DUMP_BACKUP_FILE_PATH: string;
}

/** Puts pm2's commands onto the prototype of a class. */
export type PutsDumpOnto = (target: { prototype: object }) => void;

/** What pm2 knows of a process, and dumps. */
interface App {
  readonly name: string;
  readonly pm_exec_path: string;
  readonly pm2_env?: App;
  readonly launch: LaunchMeta;
  readonly launchedAtMs: number;
}

type Answer<T> = (error: Error | null, value?: T) => void;

/** The commands of pm2 that are used, and what they use of it. */
interface Commands {
  dump(force: boolean, answer: Answer<unknown>): void;
  resurrect(answer: Answer<unknown>): void;
  speedList(): void;
  exitCli(code: number): void;
  readonly Client: { executeRemote(method: string, parameter: unknown, answer: Answer<unknown>): void };
}

/** Launches as processes of pm2, in its dump. */
export class DumpedLaunches implements Registry {
  readonly #options: RegistryOpenOptions;
  readonly #apps = new Map<string, App>();
  readonly #commands: Commands;

  private constructor(options: RegistryOpenOptions, putOnto: PutsDumpOnto) {
    this.#options = options;
    class CommandLine {}
    putOnto(CommandLine);
    const commands: object = new CommandLine();
    this.#commands = Object.assign(commands as Commands, { Client: { executeRemote: this.#daemon.bind(this) } });
  }

  static async open(options: RegistryOpenOptions, putOnto: PutsDumpOnto, places: DumpPlaces): Promise<DumpedLaunches> {
    places.DUMP_FILE_PATH = path.join(options.dir, 'dump.pm2');
    places.DUMP_BACKUP_FILE_PATH = path.join(options.dir, 'dump.pm2.bak');
    const registry = new DumpedLaunches(options, putOnto);
    await new Promise<void>((resolve) => {
      // Where there is no dump, pm2 shows its list instead of calling back.
      registry.#commands.speedList = resolve;
      registry.#commands.resurrect(() => resolve());
    });
    return registry;
  }

  async launch(meta: LaunchMeta): Promise<void> {
    const launchedAtMs = this.#options.clock.now();
    this.#apps.set(meta.id, { name: meta.id, pm_exec_path: meta.source, launch: meta, launchedAtMs });
    await this.#dump();
  }

  async sweep(): Promise<void> {
    const { clock, config } = this.#options;
    for (const { name, launch, launchedAtMs } of this.#apps.values())
      if (clock.now() - launchedAtMs > config.ttlMs && !this.#isAlive(launch)) this.#apps.delete(name);
    await this.#dump();
  }

  stored(): StoredLaunch[] {
    return [...this.#apps.values()].map(({ name, launch }) => ({ id: name, pid: launch.pid ?? null }));
  }

  #isAlive({ pid, pidStartedAtMs }: App['launch']): boolean {
    // Of whom no pid is known, nobody can say that he is dead.
    if (pid === undefined) return true;
    const { state, startedAtMs } = this.#options.pids.look(pid);
    return (state === 'alive' || state === 'denied') && startedAtMs === pidStartedAtMs;
  }

  #dump(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#commands.exitCli = (code) => reject(new Error(`pm2 save ended with code ${code}`));
      this.#commands.dump(true, (error) => (error === null ? resolve() : reject(error)));
    });
  }

  /** Answers as pm2's daemon does. */
  #daemon(method: string, parameter: unknown, answer: Answer<unknown>): void {
    if (method === 'prepare') {
      const app = parameter as App;
      this.#apps.set(app.name, app);
      answer(null, [app]);
    } else
      answer(
        null,
        [...this.#apps.values()].map((app) => ({ name: app.name, pm2_env: { ...app } })),
      );
  }
}
