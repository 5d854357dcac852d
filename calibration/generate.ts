import { Disk } from '../harness/disk/disk.ts';
import { diskLogOf } from '../harness/disk/disk-log.ts';
import { Errno } from '../harness/disk/kernel.ts';
import { SimulatedKernel } from '../harness/disk/simulated-kernel.ts';
import { snippet } from './generate-snippet.ts';
import type { Background, Call, Program, Schedule, StartEntry, Timed } from './program.ts';
import { Random } from './random.ts';
import { makeStartTree, ProgramRun } from './run-program.ts';
import { simulate } from './simulate.ts';
import { stateOfDisk } from './state.ts';

/** So few that every legal state of a program can be enumerated. */
const MOST_OPERATIONS = 11;
const MOST_CALLS = 16;

/**
 * The program of this number. Equal arguments give equal programs. All of its calls succeed; it changes something, in at most
 * `MOST_OPERATIONS` micro-operations.
 */
export function generateProgram(seed: number, number: number): Program {
  const random = new Random(seed * 100_003 + number);
  for (;;) {
    const program = attempt(random);
    if (operationsOf(program) > 0) return program;
  }
}

/** What the kernel does of its own accord during a program, in the run of this number. Run 0 is as fast as possible. */
export function generateSchedule(
  program: Program,
  { seed, number, run }: { seed: number; number: number; run: number },
): Schedule {
  if (run === 0) return [];
  const random = new Random((seed + 7) * 100_003 + number * 31 + run);
  const events: Timed[] = [];
  for (let count = 1 + random.below(3); count > 0; count--) {
    const before = 1 + random.below(program.calls.length);
    const background = random.chance(35) ? ({ background: 'commit' } as const) : writebackOfOne(program, before, random);
    if (background !== undefined) events.push({ ...background, before });
  }
  return events.sort((left, right) => left.before - right.before);
}

/** A pause in the middle, for the file systems' own timers. */
export function scheduleWithPause({ calls }: Program): Schedule {
  return [{ background: 'pause', before: Math.max(1, Math.floor(calls.length / 2)) }];
}

function attempt(random: Random): Program {
  const start = startTree(random);
  const disk = Disk.empty(0);
  const kernel = new SimulatedKernel({ disk, root: '/p', nowMs: () => 0 });
  makeStartTree(kernel, '/p', start);
  const run = new ProgramRun(kernel, '/p');
  const calls: Call[] = [];
  let opens = 0;
  const snippets = 1 + random.below(4);
  for (let count = 0; count < snippets; count++) {
    const added = performable(run, snippet(random, { opens, names: namesOn(disk) }));
    const longer: Program = { start, calls: [...calls, ...added] };
    if (longer.calls.length > MOST_CALLS || operationsOf(longer) > MOST_OPERATIONS) break;
    calls.push(...added);
    opens += added.filter(({ call }) => call === 'open').length;
  }
  return { start, calls };
}

/** The calls up to the first that fails. */
function performable(run: ProgramRun, calls: readonly Call[]): Call[] {
  const performed: Call[] = [];
  for (const call of calls) {
    try {
      run.perform(call);
    } catch (error) {
      if (error instanceof Errno) break;
      throw error;
    }
    performed.push(call);
  }
  return performed;
}

function startTree(random: Random): StartEntry[] {
  const start: StartEntry[] = [{ path: 'other', kind: 'file', bytes: 10 }];
  if (random.chance(80)) start.push({ path: 'a', kind: 'file', bytes: random.pick([0, 100, 100, 4096, 5000]) });
  if (random.chance(30)) start.push({ path: 'b', kind: 'file', bytes: random.pick([100, 5000]) });
  if (random.chance(60)) {
    start.push({ path: 'd', kind: 'directory' });
    if (random.chance(50)) start.push({ path: 'd/a', kind: 'file', bytes: 100 });
  }
  return start;
}

function namesOn(disk: Disk): { files: string[]; directories: string[] } {
  const entries = disk.entries().map(({ path, kind }) => ({ path: path.slice(1), kind }));
  const ofKind = (wanted: 'file' | 'directory') => entries.filter(({ kind }) => kind === wanted).map(({ path }) => path);
  return { files: ofKind('file').filter((path) => path !== 'other'), directories: ofKind('directory') };
}

function operationsOf(program: Program): number {
  const { trace, start } = simulate(program);
  return diskLogOf(trace, start).operations.length;
}

function writebackOfOne({ start, calls }: Program, before: number, random: Random): Background | undefined {
  const files = stateOfDisk(simulate({ start, calls: calls.slice(0, before) }).end)
    .filter((line) => line.includes(' file '))
    .map((line) => line.slice(0, line.indexOf(' ')));
  if (files.length === 0) return undefined;
  return { background: random.chance(70) ? 'writeback' : 'writeback-begins', path: random.pick(files) };
}
