import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Captured at load: a host puts its own file system in their place, and gives processes other numbers. */
const real = { readdirSync, readFileSync, readlinkSync, pid: process.pid };

/** What a kernel tells of a thread. */
export interface Task {
  readonly id: number;
  /** It runs, waits for a processor, or waits for a device: it would go on if the machine were faster. */
  readonly wantsToGoOn: boolean;
  /** Time on a processor so far. */
  readonly ranMs: number;
  /** Time in which it could have run and no processor was free. */
  readonly starvedMs: number;
}

/** The threads of a process; `undefined` where the kernel does not tell (it is no Linux), or the process is no more. */
export function tasksOf(pid: number | 'self'): readonly Task[] | undefined {
  const directory = `/proc/${pid}/task`;
  const ids = listed(directory);
  if (ids === undefined) return undefined;
  const tasks: Task[] = [];
  for (const id of ids) {
    const stat = told(`${directory}/${id}/stat`);
    const schedule = told(`${directory}/${id}/schedstat`);
    // It has ended meanwhile.
    if (stat === undefined) continue;
    const [ranNs = '0', starvedNs = '0'] = schedule?.split(' ') ?? [];
    tasks.push({
      id: Number(id),
      wantsToGoOn: isOn(stateIn(stat)),
      ranMs: Number(ranNs) / 1e6,
      starvedMs: Number(starvedNs) / 1e6,
    });
  }
  return tasks.length === 0 ? undefined : tasks;
}

/** The number that the kernel has for the thread that asks. */
export function ownTask(): number | undefined {
  try {
    return Number(real.readlinkSync('/proc/thread-self').split('/').at(-1));
  } catch {
    return undefined;
  }
}

/** Whether a process that this one (or another one) has started, or one that such a process has, would go on if the machine were faster. Who asks does not count. */
export function childrenWantToGoOn(pid = real.pid): boolean {
  return below(pid).some(({ id, on }) => on && id !== real.pid);
}

/** The process that has started this one; `undefined` where the kernel does not tell. */
export function parentOf(pid: number): number | undefined {
  const stat = told(`/proc/${pid}/stat`);
  return stat === undefined ? undefined : Number(afterName(stat)[1]);
}

/** The processes that this one has started and that still run, and those that they have. Empty where the kernel does not tell. */
export function descendantsOf(pid: number): readonly number[] {
  return below(pid).map(({ id }) => id);
}

interface Descendant {
  readonly id: number;
  readonly on: boolean;
}

function below(pid: number): readonly Descendant[] {
  return childrenOf(pid) === undefined ? belowInTable(pid) : belowByChildren(pid, 0);
}

/** A look at those alone: a machine may run hundreds of others. */
function belowByChildren(pid: number, depth: number): readonly Descendant[] {
  if (depth > MOST_GENERATIONS) return [];
  return (childrenOf(pid) ?? []).flatMap((id) => {
    const stat = told(`/proc/${id}/stat`);
    // It has ended meanwhile.
    return stat === undefined ? [] : [{ id, on: isOn(stateIn(stat)) }, ...belowByChildren(id, depth + 1)];
  });
}

/** proc(5): `children` is there only where the kernel was built with it; `undefined` where it was not. */
function childrenOf(pid: number): readonly number[] | undefined {
  const directory = `/proc/${pid}/task`;
  const lists = (listed(directory) ?? []).flatMap((task) => told(`${directory}/${task}/children`) ?? []);
  return lists.length === 0 ? undefined : lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
}

/** The same by the table of all processes. */
function belowInTable(pid: number): readonly Descendant[] {
  const parents = new Map<number, { readonly parent: number; readonly on: boolean }>();
  for (const name of listed('/proc') ?? []) {
    const stat = /^\d+$/.test(name) ? told(`/proc/${name}/stat`) : undefined;
    if (stat === undefined) continue;
    parents.set(Number(name), { parent: Number(afterName(stat)[1]), on: isOn(stateIn(stat)) });
  }
  const isBelow = (child: number, depth = 0): boolean => {
    const parent = parents.get(child)?.parent;
    if (parent === undefined || parent === 0 || depth > MOST_GENERATIONS) return false;
    return parent === pid || isBelow(parent, depth + 1);
  };
  return [...parents].filter(([id]) => isBelow(id)).map(([id, { on }]) => ({ id, on }));
}

const MOST_GENERATIONS = 16;

/** proc(5): `R` runs or could, `D` waits for a disk. */
function isOn(state: string): boolean {
  return state === 'R' || state === 'D';
}

function stateIn(stat: string): string {
  return afterName(stat)[0] ?? '';
}

/** The fields behind the name, which may have blanks and brackets in it: state, parent, ... */
function afterName(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function listed(directory: string): string[] | undefined {
  try {
    return real.readdirSync(directory);
  } catch {
    return undefined;
  }
}

function told(file: string): string | undefined {
  try {
    return real.readFileSync(file, 'latin1');
  } catch {
    return undefined;
  }
}
