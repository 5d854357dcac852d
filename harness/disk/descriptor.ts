/** An open file description, open(2). */
export class Descriptor {
  readonly fd: number;
  readonly ino: number;
  /** The path under which it was opened, as the caller spelled it. */
  readonly path: string;
  readonly readable: boolean;
  readonly writable: boolean;
  readonly append: boolean;
  /** Opened with O_SYNC or O_DSYNC: a write returns when it is on disk. */
  readonly synchronous: boolean;
  /** In bytes; where the next read or write without a position happens. */
  offset = 0;

  constructor({
    fd,
    ino,
    path,
    readable,
    writable,
    append,
    synchronous,
  }: Pick<Descriptor, 'fd' | 'ino' | 'path' | 'readable' | 'writable' | 'append' | 'synchronous'>) {
    this.fd = fd;
    this.ino = ino;
    this.path = path;
    this.readable = readable;
    this.writable = writable;
    this.append = append;
    this.synchronous = synchronous;
  }
}

/** Whether the number is that of a descriptor on a simulated disk, open or closed. Real ones do not get that high. */
export function isSimulatedDescriptor(fd: number): boolean {
  return fd >= FIRST_DESCRIPTOR;
}

export const FIRST_DESCRIPTOR = 1_000_000;

let nextDescriptor = FIRST_DESCRIPTOR;

/** One count for all kernels of a thread, so that a descriptor of one is never taken for that of another. */
export function uniqueDescriptor(): number {
  return nextDescriptor++;
}
