import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CommandName, CommandReply, Commands, DiskSource, ServerNotice } from './commands.ts';
import type { HeldFacts, Release } from './held.ts';
import type { ImageOptions } from './image.ts';
import { MountedImage } from './mounted-image.ts';
import { killAllIn, mountNamespaceOf } from './namespace-processes.ts';
import { MountObstacle } from './obstacle.ts';
import type { FromProcess, ToProcess } from './process-messages.ts';
import type { LockWait } from './serving.ts';

export interface MountedPlaceOptions {
  /** Locks are served, so that it shows who waits for one; else the kernel keeps them. */
  readonly locks?: boolean;
  /** Told of each call that has to wait, by the plan of its image. It waits until `release`, or until its process is killed. */
  readonly onHeld?: (call: HeldFacts) => void;
  readonly onLockWait?: (wait: LockWait) => void;
  /** Below which the empty directory to mount on is made; by default `os.tmpdir()`. */
  readonly temporaryDirectory?: string;
}

/**
 * A mounted disk: a directory that exists for the processes in one mount namespace, in which disks are presented as directories. Nothing of
 * it is ever written anywhere, and it goes with this process however that ends.
 */
export class MountedPlace {
  /** Where images are presented, for programs that are started with `inside`. Empty for everybody else. */
  readonly directory: string;
  readonly #server: MountServer;

  private constructor(directory: string, server: MountServer) {
    this.directory = directory;
    this.#server = server;
  }

  /** @throws MountObstacle where there can be none, which says why */
  static async start(options: MountedPlaceOptions = {}): Promise<MountedPlace> {
    if (process.platform !== 'linux') throw new MountObstacle('no-linux');
    if (!fs.existsSync('/dev/fuse')) throw new MountObstacle('no-device');
    const parent = fs.realpathSync(options.temporaryDirectory ?? os.tmpdir());
    // Root may be refused a mount namespace and yet be allowed one in a user namespace, in a container.
    const kinds = process.getuid?.() === 0 ? (['mount', 'user'] as const) : (['user'] as const);
    let refused: unknown;
    for (const kind of kinds) {
      const directory = fs.mkdtempSync(path.join(parent, 'crashworthy-mount-'));
      try {
        return new MountedPlace(directory, await MountServer.start(directory, kind, options));
      } catch (error) {
        fs.rmSync(directory, { recursive: true, force: true });
        refused = error;
        if (!(error instanceof MountObstacle) || error.reason !== 'no-namespace') throw error;
      }
    }
    throw refused;
  }

  /** Presents a disk as a directory, at a path that there never was before. */
  async present(source: DiskSource, options: ImageOptions = {}): Promise<MountedImage> {
    const { image, name } = await this.#server.command('present', { source, options });
    return new MountedImage(image, path.join(this.directory, name), (command, fields) => this.#server.command(command, fields));
  }

  /** Lets a call go on that waits. */
  async release({ held }: Pick<HeldFacts, 'held'>, how: Release = { does: 'go-on' }): Promise<void> {
    await this.#server.command('release', { held, how });
  }

  /**
   * A command line that runs a program where the mount is. It is a child of whoever starts it, with the pid that it is given, in a process
   * group as asked for, and in the working directory `cwd`, which may be in the mount.
   */
  inside(file: string, args: readonly string[], { cwd = process.cwd() }: { cwd?: string } = {}): [file: string, args: string[]] {
    return ['nsenter', [...this.#server.entering, 'sh', '-c', 'cd "$1" && shift && exec "$@"', 'sh', cwd, file, ...args]];
  }

  /** Kills everything that runs inside, and waits until nothing is left of it. */
  async dispose(): Promise<void> {
    await this.#server.end();
    fs.rmSync(this.directory, { recursive: true, force: true });
  }
}

type Kind = 'mount' | 'user';

/**
 * The shell survives its server, whatever that dies of: it kills what is left in the namespace and removes the directory. Nothing waits for
 * the mount by then, as its device is closed. Should it find itself in our own namespace it does nothing at all.
 */
const SCRIPT = `[ "/proc/$$/ns/mnt" -ef "/proc/$5/ns/mnt" ] && exit 1
"$1" "$2" "$3" "$4"
status=$?
for process in /proc/[0-9]*; do
  [ "$process/ns/mnt" -ef "/proc/$$/ns/mnt" ] && [ "$process" != "/proc/$$" ] && kill -9 "\${process#/proc/}"
done 2>&-
umount -l "$3" 2>&-
rmdir "$3"
exit $status`;
const SERVER = fileURLToPath(new URL('./mount-process.js', import.meta.url));
const PATIENCE_MS = 5000;

/** The process that serves, as its parent sees it. */
class MountServer {
  /** What `nsenter` is told. */
  entering: readonly string[] = [];
  readonly #child: ChildProcess;
  readonly #options: MountedPlaceOptions;
  readonly #waiting = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>();
  readonly #gone: Promise<void>;
  #namespace: string | undefined;
  #said = '';
  #next = 1;

  private constructor(directory: string, kind: Kind, options: MountedPlaceOptions) {
    this.#options = options;
    const { NODE_OPTIONS: _, ...env } = process.env;
    const locks = options.locks === true ? 'locks' : '';
    const script = ['sh', '-c', SCRIPT, 'sh', process.execPath, SERVER, directory, locks, String(process.pid)];
    this.#child = spawn('unshare', [...(kind === 'user' ? ['-U', '-r'] : []), '-m', ...script], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
      // A terminal's Ctrl-C is for the parent; what runs here ends when that does.
      detached: true,
      cwd: '/',
      env,
    });
    this.#child.stderr?.on('data', (chunk) => {
      this.#said += String(chunk);
    });
    this.#gone = new Promise<void>((resolve) => {
      for (const event of ['exit', 'error']) this.#child.once(event, () => resolve());
    }).then(() => this.#onGone());
  }

  static async start(directory: string, kind: Kind, options: MountedPlaceOptions): Promise<MountServer> {
    const server = new MountServer(directory, kind, options);
    const pid = await server.#ready();
    const namespace = mountNamespaceOf(pid);
    server.#namespace = namespace === mountNamespaceOf(process.pid) ? undefined : namespace;
    server.entering = [
      ...(kind === 'user' ? ['--preserve-credentials', '--user'] : []),
      '--mount',
      '--target',
      String(pid),
      '--',
    ];
    server.#listen();
    server.#rest();
    return server;
  }

  async command<N extends CommandName>(name: N, fields: Commands[N]['arguments']): Promise<Commands[N]['result']> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      if (!this.#child.connected) return reject(this.#failure());
      this.#waiting.set(id, { resolve, reject });
      this.#keepAlive();
      this.#child.send({ do: name, id, ...fields } as ToProcess, (error) => {
        if (error !== null) reject(this.#failure());
      });
    });
  }

  async end(): Promise<void> {
    if (this.#child.connected) this.#child.send({ end: true } satisfies ToProcess, () => {});
    this.#keepAlive();
    await this.#gone;
  }

  #ready(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#child.once('error', (error) => reject(new MountObstacle('no-program', `unshare: ${error.message}`)));
      this.#child.once('message', (message: FromProcess) => {
        if ('ready' in message) resolve(message.pid);
        else if ('obstacle' in message) void this.#gone.then(() => reject(new MountObstacle(message.obstacle, message.found)));
      });
      // What it said about that comes before its output ends.
      this.#child.once('close', () => {
        const refused = this.#said.includes('unshare');
        reject(new MountObstacle(refused ? 'no-namespace' : 'server-failed', this.#said.trim()));
      });
    });
  }

  #listen(): void {
    this.#child.on('message', (message: FromProcess) => {
      if ('id' in message) this.#settle(message);
      else if ('notice' in message) this.#tell(message);
      else if ('obstacle' in message) this.#said += message.found;
    });
  }

  #settle(reply: CommandReply): void {
    const waiting = this.#waiting.get(reply.id);
    if (waiting === undefined) return;
    this.#waiting.delete(reply.id);
    if (this.#waiting.size === 0) this.#rest();
    if ('error' in reply) waiting.reject(new Error(reply.error));
    else waiting.resolve(reply.result as never);
  }

  #tell(notice: ServerNotice): void {
    if (notice.notice === 'held') this.#options.onHeld?.(notice.call);
    else this.#options.onLockWait?.(notice.wait);
  }

  #keepAlive(): void {
    this.#child.ref();
    this.#child.channel?.ref();
  }

  /** A place that nobody waits for keeps no process alive. */
  #rest(): void {
    this.#child.unref();
    this.#child.channel?.unref();
    (this.#child.stderr as { unref?: () => void } | null)?.unref?.();
  }

  /** A server that died left programs behind, on a mount that answers nothing any more. */
  async #onGone(): Promise<void> {
    for (const { reject } of this.#waiting.values()) reject(this.#failure());
    this.#waiting.clear();
    if (this.#namespace !== undefined) await killAllIn(this.#namespace, [], PATIENCE_MS);
  }

  #failure(): MountObstacle {
    return new MountObstacle('server-failed', this.#said.trim());
  }
}
