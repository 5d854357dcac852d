import { constants } from 'node:fs';
import type { Disk } from '../harness/disk/disk.ts';
import type { FileKind, Kernel } from '../harness/disk/kernel.ts';

/**
 * What there is after a power loss: a line for each path, sorted, with kind, size and bytes, as in `d/a file 4146: 50×A 4046×NUL 50×b`.
 * Two trees are the same exactly if their lines are. Modes, owners, times, and which names are hard links of each other, are left out.
 */
export type State = readonly string[];

/** The state below `directory`. Symbolic links do not occur in programs. */
export function stateOfKernel(kernel: Kernel, directory: string): State {
  const lines: string[] = [];
  const visit = (path: string, below: string): void => {
    for (const { name, kind } of kernel.readdir(path)) {
      const child = `${path}/${name}`;
      lines.push(line(`${below}${name}`, kind, kind === 'file' ? readAll(kernel, child) : NO_BYTES));
      if (kind === 'directory') visit(child, `${below}${name}/`);
    }
  };
  visit(directory, '');
  return lines.sort();
}

export function stateOfDisk(disk: Disk): State {
  return disk
    .entries()
    .map(({ path, kind, content }) => line(path.slice(1), kind, content ?? NO_BYTES))
    .sort();
}

/** One text for a whole state, to compare and count by. */
export function stateKey(state: State): string {
  return state.join('\n');
}

const NO_BYTES = new Uint8Array(0);

function line(path: string, kind: FileKind, bytes: Uint8Array): string {
  if (kind !== 'file') return `${path} ${kind}`;
  return bytes.length === 0 ? `${path} file 0` : `${path} file ${bytes.length}: ${describeBytes(bytes)}`;
}

/** Runs of equal bytes: `100×a 28×NUL`. */
function describeBytes(bytes: Uint8Array): string {
  const runs: string[] = [];
  for (let from = 0; from < bytes.length; ) {
    let to = from + 1;
    while (to < bytes.length && bytes[to] === bytes[from]) to++;
    runs.push(`${to - from}×${describeByte(bytes[from] as number)}`);
    from = to;
  }
  return runs.join(' ');
}

function describeByte(byte: number): string {
  if (byte === 0) return 'NUL';
  return byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `0x${byte.toString(16).padStart(2, '0')}`;
}

function readAll(kernel: Kernel, path: string): Uint8Array {
  const fd = kernel.open(path, constants.O_RDONLY, 0);
  try {
    const bytes = new Uint8Array(kernel.fstat(fd).size);
    const count = bytes.length === 0 ? 0 : kernel.read(fd, bytes, 0, bytes.length, 0);
    if (count !== bytes.length) throw new Error(`${path} has ${bytes.length} bytes, of which ${count} could be read`);
    return bytes;
  } finally {
    kernel.close(fd);
  }
}
