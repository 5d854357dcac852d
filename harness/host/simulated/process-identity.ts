/** Thrown out of `process.exit` of a simulated process, whose life ends there. */
export class StoreExited extends Error {
  constructor(how: string) {
    super(`the store called ${how}`);
    this.name = 'StoreExited';
  }
}

/** The first simulated pid; each incarnation of a disk has the next one. Above Linux's default pid_max, so that no real process has it. */
const FIRST_PID = 4_200_000;

export interface IdentityEvents {
  /** The store ended its process, or tried to: `process.exit(1)`. */
  onExit(how: string): void;
}

/**
 * Gives this thread's `process` the identity of a simulated process: its own pid, a `kill` that knows which simulated pids live, and
 * an `exit` that ends the life instead of the thread.
 */
export class ProcessIdentity {
  #pid = FIRST_PID;
  #others: readonly number[] = [];
  readonly #told = new Map<number, 'there' | 'denied' | 'absent'>();

  constructor({ onExit }: IdentityEvents) {
    Object.defineProperty(process, 'pid', { get: () => this.#pid, configurable: true, enumerable: true });
    const end = (how: string): never => {
      onExit(how);
      throw new StoreExited(how);
    };
    process.exit = (code?: number | string | null) => end(`process.exit(${code ?? ''})`);
    Object.assign(process, { reallyExit: (code?: number) => end(`process.reallyExit(${code ?? ''})`) });
    process.abort = () => end('process.abort()');
    const realKill = process.kill.bind(process);
    process.kill = (pid: number, signal?: string | number) => {
      if (pid === this.#pid) return signal === 0 ? true : end(`process.kill(process.pid, ${String(signal ?? 'SIGTERM')})`);
      const told = this.#told.get(pid);
      if (told === 'absent') throw systemError('ESRCH', -3, 'kill');
      if (told === 'there' && signal === 0) return true;
      if (told !== undefined) throw systemError('EPERM', -1, 'kill');
      if (this.#others.includes(pid)) {
        if (signal === 0) return true;
        throw systemError('EPERM', -1, 'kill');
      }
      if (pid >= FIRST_PID) throw systemError('ESRCH', -3, 'kill');
      // Asking about a real process is harmless; signalling one is not a store's business.
      if (signal === 0) return realKill(pid, 0);
      throw systemError('EPERM', -1, 'kill');
    };
  }

  /** @param others further incarnations whose processes are alive at the same time. */
  begin(incarnation: number, others: readonly number[] = []): void {
    this.#pid = FIRST_PID + incarnation;
    this.#others = others.map((other) => FIRST_PID + other);
    this.#told.clear();
  }

  /** From now on, and until the next life begins, this is what `kill` finds at a pid that is not this process's own. */
  tell(pid: number, found: 'there' | 'denied' | 'absent'): void {
    this.#told.set(pid, found);
  }
}

function systemError(code: string, errno: number, syscall: string): Error {
  return Object.assign(new Error(`${syscall} ${code}`), { code, errno, syscall });
}
