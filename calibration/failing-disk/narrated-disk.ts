import { constants } from 'node:fs';
import type { CallFacts } from '../../harness/disk/fault.ts';
import { Errno, type Kernel } from '../../harness/disk/kernel.ts';
import { writeLetter } from '../program.ts';

/** What a call came to: `ok`, a number of bytes, names, or an errno code. */
export interface CallOutcome {
  /** As in `open a (w)` and `write a: 40000`; one that occurs again has its count behind it, as in `open a (w) #2`. */
  readonly call: string;
  readonly outcome: string;
  readonly facts: CallFacts;
}

/** As Node spells them; `r+c` is O_RDONLY with O_CREAT, which Node cannot spell. */
export type OpenFlags = 'r' | 'r+' | 'w' | 'wx' | 'a' | 'r+c';

/** An open file. `fd` undefined: the open failed, and calls on it are left out. */
export interface Opened {
  readonly path: string;
  readonly fd: number | undefined;
}

/**
 * A kernel whose calls may fail, for programs that are plain code: each call is made once, and what came of it is noted and not thrown. Paths
 * are below `directory`; `.` is the directory itself.
 */
export class NarratedDisk {
  readonly outcomes: CallOutcome[] = [];
  readonly #kernel: Kernel;
  readonly #directory: string;
  readonly #letterOf: (write: number) => string;
  readonly #opened = new Set<number>();
  #writes = 0;

  /** @param letterOf the byte that fills each write. */
  constructor(kernel: Kernel, directory: string, letterOf: (write: number) => string = writeLetter) {
    this.#letterOf = letterOf;
    this.#kernel = kernel;
    this.#directory = directory;
  }

  open(path: string, flags: OpenFlags): Opened {
    const forWriting = flags !== 'r' && flags !== 'r+c';
    const creates = CREATING.has(flags) && !this.#exists(path);
    const facts: CallFacts = { primitive: 'open', path: `/data/${path}`, creates, ...(forWriting ? { forWriting } : {}) };
    let fd: number | undefined;
    this.#note(`open ${path} (${flags})`, facts, () => {
      fd = this.#kernel.open(this.#path(path), OPEN_FLAGS[flags], 0o644);
      this.#opened.add(fd);
    });
    return { path, fd };
  }

  close(file: Opened): void {
    this.#on(file, 'close', (fd) => {
      this.#opened.delete(fd);
      this.#kernel.close(fd);
    });
  }

  /** `at` null: at the descriptor's offset, or the end of a file opened with `a`. */
  write(file: Opened, bytes: number, at: number | null = null): void {
    const content = Buffer.alloc(bytes, this.#letterOf(this.#writes++));
    const what = at === null ? `${bytes}` : `${bytes} at ${at}`;
    this.#on(file, 'write', (fd) => this.#kernel.write(fd, content, 0, bytes, at), what);
  }

  writev(file: Opened, ...parts: readonly number[]): void {
    const buffers = parts.map((bytes) => Buffer.alloc(bytes, this.#letterOf(this.#writes++)));
    this.#on(file, 'writev', (fd) => this.#kernel.writev(fd, buffers, null), parts.join('+'));
  }

  /** Notes how many bytes there are to be read, of as many as a page has. */
  read(file: Opened): void {
    this.#on(file, 'read', (fd) => this.#kernel.read(fd, Buffer.alloc(4096), 0, 4096, 0));
  }

  size(file: Opened): void {
    this.#on(file, 'fstat', (fd) => this.#kernel.fstat(fd).size);
  }

  ftruncate(file: Opened, bytes: number): void {
    this.#on(file, 'ftruncate', (fd) => this.#kernel.ftruncate(fd, bytes), `${bytes}`);
  }

  onDescriptor(primitive: 'fsync' | 'fdatasync' | 'fchmod' | 'fchown' | 'futimes', file: Opened): void {
    this.#on(file, primitive, (fd) => {
      if (primitive === 'fchmod') this.#kernel.fchmod(fd, 0o644);
      else if (primitive === 'fchown') this.#kernel.fchown(fd, OWNER, OWNER);
      else if (primitive === 'futimes') this.#kernel.futimes(fd, 1, 1);
      else this.#kernel[primitive](fd);
    });
  }

  onPath(
    primitive: 'mkdir' | 'rmdir' | 'unlink' | 'stat' | 'lstat' | 'chmod' | 'chown' | 'utimes' | 'lutimes',
    path: string,
  ): void {
    const at = this.#path(path);
    this.#note(`${primitive} ${path}`, { primitive, path: `/data/${path}` }, () => {
      if (primitive === 'mkdir' || primitive === 'chmod') this.#kernel[primitive](at, 0o755);
      else if (primitive === 'chown') this.#kernel.chown(at, OWNER, OWNER);
      else if (primitive === 'utimes' || primitive === 'lutimes') this.#kernel[primitive](at, 1, 1);
      else this.#kernel[primitive](at);
    });
  }

  mode(path: string, mode: number): void {
    this.#note(`chmod ${path} ${mode.toString(8)}`, { primitive: 'chmod', path: `/data/${path}` }, () =>
      this.#kernel.chmod(this.#path(path), mode),
    );
  }

  mayWrite(path: string): void {
    this.#note(`access ${path} (write)`, { primitive: 'access', path: `/data/${path}`, forWriting: true }, () =>
      this.#kernel.access(this.#path(path), constants.W_OK),
    );
  }

  mayRead(path: string): void {
    this.#note(`access ${path} (read)`, { primitive: 'access', path: `/data/${path}` }, () =>
      this.#kernel.access(this.#path(path), constants.R_OK),
    );
  }

  names(path: string): void {
    this.#note(`readdir ${path}`, { primitive: 'readdir', path: `/data/${path}` }, () =>
      this.#kernel
        .readdir(this.#path(path))
        .map(({ name }) => name)
        .sort()
        .join(' '),
    );
  }

  fromTo(primitive: 'rename' | 'link', path: string, to: string): void {
    const facts: CallFacts = { primitive, path: `/data/${path}`, to: `/data/${to}` };
    this.#note(`${primitive} ${path} to ${to}`, facts, () => this.#kernel[primitive](this.#path(path), this.#path(to)));
  }

  symlink(target: string, path: string): void {
    const what = target.length > 20 ? `${target.length} bytes` : target;
    this.#note(`symlink ${path} (${what})`, { primitive: 'symlink', path: target, to: `/data/${path}` }, () =>
      this.#kernel.symlink(target, this.#path(path)),
    );
  }

  /** Closes what is open, and says nothing of it. */
  closeRest(): void {
    for (const fd of this.#opened) {
      try {
        this.#kernel.close(fd);
      } catch {
        // The descriptor is closed all the same, close(2).
      }
    }
    this.#opened.clear();
  }

  #on({ path, fd }: Opened, primitive: CallFacts['primitive'], perform: (fd: number) => unknown, what?: string): void {
    if (fd === undefined) return;
    const call = `${primitive} ${path}${what === undefined ? '' : `: ${what}`}`;
    this.#note(call, { primitive, path: `/data/${path}` }, () => perform(fd));
  }

  #note(what: string, facts: CallFacts, perform: () => unknown): void {
    const before = this.outcomes.filter(({ call }) => call === what || call.startsWith(`${what} #`)).length;
    const call = before === 0 ? what : `${what} #${before + 1}`;
    this.outcomes.push({ call, facts, outcome: outcomeOf(perform) });
  }

  #exists(path: string): boolean {
    return outcomeOf(() => void this.#kernel.lstat(this.#path(path))) === 'ok';
  }

  #path(path: string): string {
    return path === '.' ? this.#directory : `${this.#directory}/${path}`;
  }
}

function outcomeOf(perform: () => unknown): string {
  try {
    return String(perform() ?? 'ok');
  } catch (error) {
    if (error instanceof Errno) return error.code;
    throw error;
  }
}

/** Of nobody in particular; on a real system nobody's. */
const OWNER = 65534;
const CREATING: ReadonlySet<OpenFlags> = new Set(['w', 'wx', 'a', 'r+c']);
const { O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY } = constants;

const OPEN_FLAGS: Readonly<Record<OpenFlags, number>> = {
  r: O_RDONLY,
  'r+': O_RDWR,
  w: O_WRONLY | O_CREAT | O_TRUNC,
  wx: O_WRONLY | O_CREAT | O_EXCL,
  a: O_WRONLY | O_CREAT | O_APPEND,
  'r+c': O_RDONLY | O_CREAT,
};
