import { FIRST_DESCRIPTOR } from '../../../disk/descriptor.ts';
import type { Disk } from '../../../disk/disk.ts';
import { OpenInodes } from '../../../disk/open-inodes.ts';
import { SimulatedKernel } from '../../../disk/simulated-kernel.ts';
import type { FsEvent } from '../../../disk/trace.ts';
import type { Program } from '../../../model/program.ts';
import type { HostNotices } from '../../host.ts';
import type { TogetherPlan, TogetherRun, TogetherTraceEntry } from '../../together.ts';
import { BACKGROUND } from '../cell.ts';
import { changingClock, ofClient, withFault, withLink } from '../together-disk.ts';
import { TogetherRunner } from '../together-run.ts';
import { EPOCH_MS } from '../virtual-time.ts';
import type { Conversation } from './conversation.ts';
import { RemoteCell } from './remote-cell.ts';

export interface ProcessesPlace {
  /** One a process, in their order. */
  readonly conversations: readonly Conversation[];
  /** As orders and reports have it. */
  readonly root: string;
  readonly notices: HostNotices;
  readonly beat: () => void;
}

/** How many processes a program has. */
export function processesOf({ instances }: Program): number {
  return instances.reduce((most, { process }) => Math.max(most, process + 1), 1);
}

/** Runs a program whose processes are threads, each with modules of its own, on a disk of this thread. One of them goes on at a time. */
export async function runTogetherInProcesses(
  place: ProcessesPlace,
  empty: Disk,
  program: Program,
  plan: TogetherPlan,
): Promise<TogetherRun<Disk>> {
  const { beat } = place;
  const start = withLink(empty);
  const disk = start.clone();
  const trace: TogetherTraceEntry[] = [];
  const clock = { nowMs: EPOCH_MS };
  const caller = { client: undefined as number | undefined, api: '', stack: undefined as string | undefined };
  const recorder = {
    stacks: plan.stacks ?? false,
    event: (event: FsEvent) => void trace.push(ofClient(event, caller.client)),
  };
  const nowMs = changingClock(clock, plan);
  const options = { disk, root: place.root, recorder, nowMs, api: () => caller.api, currentStack: () => caller.stack };
  const openInodes = new OpenInodes();
  const struck: (() => boolean)[] = [];
  let living = 2 ** place.conversations.length - 1;
  const cells = place.conversations.map((conversation, process) => {
    let next = FIRST_DESCRIPTOR;
    const ahead = plan.clocksAheadMs?.[process];
    const own = new SimulatedKernel({ ...options, openInodes, nextDescriptor: () => next++ });
    const faulty = withFault(own, program, () => caller.client);
    struck.push(faulty.struck);
    return new RemoteCell({
      conversation,
      kernel: faulty.kernel,
      run: {
        order: 'run',
        run: {
          process,
          onePid: program.onePid ?? false,
          root: place.root,
          stacks: recorder.stacks,
          ...(ahead === undefined ? {} : { aheadMs: ahead }),
        },
      },
      living: () => living,
      onTime: (toMs) => {
        clock.nowMs = toMs;
      },
      onEvent: (event) => void trace.push(event),
      onNotices: (notices) => addNotices(place.notices, notices),
      onCall: ({ api, stack }, actor) => {
        caller.client = actor === BACKGROUND ? undefined : actor;
        caller.api = api;
        caller.stack = stack;
      },
      onDeath: () => {
        living &= ~(1 << process);
        own.closeAll();
      },
    });
  });
  const faultStruck = () => struck.some((strikes) => strikes());
  try {
    return await new TogetherRunner(program, plan, {
      cells,
      start,
      disk,
      trace,
      nowMs: () => clock.nowMs,
      beat,
      faultStruck,
    }).run();
  } finally {
    for (const cell of cells) cell.end();
  }
}

function addNotices(
  all: HostNotices,
  { outsideWrites, temporaryWrites, alsoWritten, unsimulated, nativeCode }: HostNotices,
): void {
  for (const [path, write] of outsideWrites) if (all.outsideWrites.size < 20) all.outsideWrites.set(path, write);
  for (const api of temporaryWrites) all.temporaryWrites.add(api);
  for (const path of alsoWritten) all.alsoWritten.add(path);
  for (const name of unsimulated) all.unsimulated.add(name);
  for (const name of nativeCode) all.nativeCode.add(name);
}
