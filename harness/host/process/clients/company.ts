import type { Program } from '../../../model/program.ts';
import type { ClientHost } from './client-host.ts';
import type { ClientPool } from './client-pool.ts';
import type { ClientProcess } from './client-process.ts';

/** Those who take part in an attempt. */
export interface Company {
  /** One a process of the program, in their order; where they are threads of one, all of that process. */
  readonly hosts: readonly ClientHost[];
  readonly processes: readonly ClientProcess[];
  /** Somebody has run something before. */
  readonly isWorn: boolean;
  /** Kills the process of a host, without waiting. */
  kill(process: number): void;
  killAll(): void;
  /** The attempt is over. Until this resolves what it lived on has to be there. */
  release(): Promise<void>;
}

/** @param stranger the name of one more process, which belongs to nobody's program; it is the last of `hosts`. */
export async function companyOf(pool: ClientPool, program: Program, stranger?: string): Promise<Company> {
  const { names, threads } = namesOf(program);
  const processes = await pool.take(stranger === undefined ? names : [...names, stranger]);
  const own = processes.slice(0, names.length);
  const [first] = own;
  const hosts =
    threads === undefined || first === undefined
      ? own.map((process) => process.host())
      : Array.from({ length: threads }, (_, thread) => first.host(thread));
  const other = stranger === undefined ? undefined : processes.at(-1);
  return {
    hosts: other === undefined ? hosts : [...hosts, other.host()],
    processes: own,
    isWorn: own.some(({ attempts }) => attempts > 1),
    kill: (process) => own[process]?.kill(),
    killAll: () => {
      for (const process of own) process.kill();
    },
    release: async () => {
      const released = own.map((process, index) =>
        pool.release(names[index] ?? '', process, threads === undefined ? hosts.slice(index, index + 1) : hosts),
      );
      if (stranger !== undefined && other !== undefined) released.push(pool.release(stranger, other, [other.host()]));
      await Promise.all(released);
    },
  };
}

/** Names in the pool, and how many threads the only one of them has. */
function namesOf({ instances, onePid }: Program): { names: string[]; threads?: number } {
  const count = 1 + Math.max(0, ...instances.map(({ process }) => process));
  if (onePid === true && count > 1) return { names: [`${count} threads`], threads: count };
  return { names: Array.from({ length: count }, (_, index) => nameOf(index)) };
}

/** Of a process in the pool. */
export function nameOf(process: number): string {
  return `process ${process}`;
}
