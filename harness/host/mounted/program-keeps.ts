import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What a process has beside its memory, as far as the kernel tells. */
export interface ProgramKeeps {
  readonly threads: number;
  /** Processes that it has started, and theirs. */
  readonly children: readonly number[];
  /** Paths of the files in a directory that it has open. */
  readonly files: readonly string[];
}

/** @param directory of which files count. @returns `undefined` where the process is gone, or may not be looked at */
export function keptBy(pid: number, directory: string): ProgramKeeps | undefined {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const children = threads.flatMap((thread) => childrenOf(pid, thread));
    const files = readdirSync(`/proc/${pid}/fd`).flatMap((descriptor) => fileAt(`/proc/${pid}/fd/${descriptor}`, directory));
    const theirs = children.map((child) => keptBy(child, directory));
    return {
      threads: theirs.reduce((sum, one) => sum + (one?.threads ?? 0), threads.length),
      children: [...children, ...theirs.flatMap((one) => one?.children ?? [])],
      files: [...files, ...theirs.flatMap((one) => one?.files ?? [])],
    };
  } catch {
    return undefined;
  }
}

/** Whether there is nothing that was not there before. Files that were open then are those of another directory. */
export function keepsNoMore(now: ProgramKeeps | undefined, before: ProgramKeeps | undefined): boolean {
  if (now === undefined || before === undefined) return false;
  const { threads, children, files } = now;
  return threads <= before.threads && files.length === 0 && children.every((child) => before.children.includes(child));
}

function childrenOf(pid: number, thread: string): number[] {
  const children = readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1');
  return children
    .split(' ')
    .filter((child) => child !== '')
    .map(Number);
}

function fileAt(descriptor: string, directory: string): string[] {
  try {
    const file = readlinkSync(descriptor);
    return file.startsWith(`${directory}/`) ? [file] : [];
  } catch {
    // It was the one that lists them.
    return [];
  }
}
