import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CommandName, CommandReply, Commands, ServerNotice } from './commands.ts';
import type { HeldFacts } from './held.ts';
import { HeldNamespace } from './held-namespace.ts';
import { mountNamespaceOf } from './namespace-processes.ts';
import { MountObstacle } from './obstacle.ts';
import { MAPPED_ROOT, type Owner, ourselves } from './owners.ts';
import type { FromProcess, ToProcess } from './process-messages.ts';
import type { LockWait } from './serving.ts';

export interface MountServerOptions {
  /** Locks are served, so that it shows who waits for one; else the kernel keeps them. */
  readonly locks?: boolean;
  /** Told of each call that has to wait, by the plan of its image. It waits until `release`, or until its process is killed. */
  readonly onHeld?: (call: HeldFacts) => void;
  readonly onLockWait?: (wait: LockWait) => void;
}

/** A mount namespace as root has one, or one in a user namespace. */
export type NamespaceKind = 'mount' | 'user';

/**
 * The shell survives its server, whatever that dies of: it kills what is left in the namespace and removes the directory. Nothing waits for
 * the mount by then, as its device is closed. What it has to say of a server that was killed may find nobody who listens. Should it find
 * itself in our own namespace it does nothing at all.
 */
const SCRIPT = `[ "/proc/$$/ns/mnt" -ef "/proc/$5/ns/mnt" ] && exit 1
trap '' PIPE
"$1" "$2" "$3" "$4"
status=$?
for pass in 1 2 3 4 5 6 7 8 9; do
  left=
  for process in /proc/[0-9]*; do
    [ "$process/ns/mnt" -ef "/proc/$$/ns/mnt" ] && [ "$process" != "/proc/$$" ] && kill -9 "\${process#/proc/}" && left=1
  done 2>&-
  [ "$left" ] || break
  sleep 0.1
done
umount -l "$3" 2>&-
rmdir "$3"
exit $status`;
const SERVER = fileURLToPath(new URL('./mount-process.js', import.meta.url));
const PATIENCE_MS = 5000;
const FORCE_AFTER_MS = 10_000;

/** The process that serves, as its parent sees it. */
export class MountServer {
  /** Who we are in its namespace. */
  owner: Owner = MAPPED_ROOT;
  /** What `nsenter` is told. */
  entering: readonly string[] = [];
  readonly #child: ChildProcess;
  readonly #options: MountServerOptions;
  readonly #waiting = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>();
  readonly #gone: Promise<void>;
  #namespace: HeldNamespace | undefined;
  #said = '';
  #isEnding = false;
  #next = 1;

  private constructor(directory: string, kind: NamespaceKind, options: MountServerOptions) {
    this.#options = options;
    const { NODE_OPTIONS: _, ...env } = process.env;
    const locks = options.locks === true ? 'locks' : '';
    const script = ['sh', '-c', SCRIPT, 'sh', process.execPath, SERVER, directory, locks, String(process.pid)];
    this.#child = spawn('unshare', [...(kind === 'user' ? ['-U', '-r'] : []), '-m', '--propagation', 'private', ...script], {
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

  static async start(directory: string, kind: NamespaceKind, options: MountServerOptions): Promise<MountServer> {
    const server = new MountServer(directory, kind, options);
    const pid = await server.#ready();
    server.#hold(pid);
    server.entering = [
      ...(kind === 'user' ? ['--preserve-credentials', '--user'] : []),
      '--mount',
      '--target',
      String(pid),
      '--',
    ];
    if (kind === 'mount') server.owner = ourselves();
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

  /** Kills all that runs in its namespace, and it; by force if it does not come to an end by itself. */
  async end(): Promise<void> {
    this.#isEnding = true;
    if (this.#child.connected) this.#child.send({ end: true } satisfies ToProcess, () => {});
    this.#keepAlive();
    const force = setTimeout(() => void this.#killAll(), FORCE_AFTER_MS);
    await this.#gone;
    clearTimeout(force);
  }

  #ready(): Promise<number> {
    return new Promise((resolve, reject) => {
      let obstacle: MountObstacle | undefined;
      this.#child.once('error', (error) => {
        const missing = 'code' in error && error.code === 'ENOENT';
        reject(new MountObstacle(missing ? 'no-program' : 'server-failed', error.message));
      });
      this.#child.once('message', (message: FromProcess) => {
        if ('ready' in message) resolve(message.pid);
        else if ('obstacle' in message) obstacle = new MountObstacle(message.obstacle, message.found);
      });
      // What it said about that comes before its output ends.
      this.#child.once('close', () => {
        const refused = this.#said.includes('unshare');
        reject(obstacle ?? new MountObstacle(refused ? 'no-namespace' : 'server-failed', this.#said.trim()));
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
    if (this.#isEnding) return;
    this.#child.unref();
    this.#child.channel?.unref();
    (this.#child.stderr as { unref?: () => void } | null)?.unref?.();
  }

  /** A server that died left programs behind, on a mount that answers nothing any more. */
  async #onGone(): Promise<void> {
    for (const { reject } of this.#waiting.values()) reject(this.#failure());
    this.#waiting.clear();
    await this.#killAll();
    this.#namespace?.close();
    this.#namespace = undefined;
  }

  /** Unless it is our own: there nothing is ours to kill. */
  #hold(pid: number): void {
    const held = HeldNamespace.of(pid);
    if (held?.name === mountNamespaceOf(process.pid)) held?.close();
    else this.#namespace = held;
  }

  async #killAll(): Promise<void> {
    await this.#namespace?.killAll(PATIENCE_MS);
  }

  #failure(): MountObstacle {
    return new MountObstacle('server-failed', this.#said.trim());
  }
}
