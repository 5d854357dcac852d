import { Disk } from '../harness/disk/disk.ts';
import { SimulatedKernel } from '../harness/disk/simulated-kernel.ts';
import type { FsEvent } from '../harness/disk/trace.ts';
import type { Program } from './program.ts';
import { makeStartTree, ProgramRun } from './run-program.ts';

/** A program's life on the simulated disk. */
export interface SimulatedRun {
  /** Everything in it is durable. */
  readonly start: Disk;
  readonly trace: readonly FsEvent[];
  readonly end: Disk;
}

/** @throws Errno if a call of the program fails */
export function simulate({ start, calls }: Program): SimulatedRun {
  const begin = Disk.empty(0);
  makeStartTree(new SimulatedKernel({ disk: begin, root: ROOT, conditions: { umask: UMASK }, nowMs: () => 0 }), ROOT, start);
  const trace: FsEvent[] = [];
  const recorder = { stacks: false, event: (event: FsEvent) => void trace.push(event) };
  const kernel = new SimulatedKernel({ disk: begin.clone(), root: ROOT, conditions: { umask: UMASK }, nowMs: () => 1, recorder });
  const run = new ProgramRun(kernel, ROOT);
  for (const call of calls) run.perform(call);
  return { start: begin, trace, end: kernel.disk };
}

const ROOT = '/program';
const UMASK = 0o022;
