import type { Disk } from '../../disk/disk.ts';
import { currentCall } from '../../disk/facade/current-call.ts';
import { SimulatedKernel } from '../../disk/simulated-kernel.ts';
import type { FsEvent } from '../../disk/trace.ts';
import type { Program } from '../../model/program.ts';
import { currentClient, stopFollowingClients } from '../../schedule/client.ts';
import type { TogetherPlan, TogetherRun, TogetherTraceEntry } from '../together.ts';
import { Cell } from './cell.ts';
import type { Place } from './readers.ts';
import { changingClock, DATA, LINK, ofClient, withFault, withLink } from './together-disk.ts';
import { TogetherRunner } from './together-run.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface TogetherPlace extends Place {
  readonly time: VirtualTime;
}

/** Runs a program whose instances are all in one process: this thread. */
export async function runTogetherHere(
  place: TogetherPlace,
  empty: Disk,
  program: Program,
  plan: TogetherPlan,
): Promise<TogetherRun<Disk>> {
  const root = place.nextRoot();
  const start = withLink(empty);
  const disk = start.clone();
  const trace: TogetherTraceEntry[] = [];
  const recorder = { stacks: plan.stacks ?? false, event: (event: FsEvent) => void trace.push(ofClient(event, callingClient())) };
  const clock = changingClock(place.time, plan);
  const options = { disk, root, recorder, nowMs: clock, api: () => currentCall.api, currentStack: () => currentCall.stack };
  const { kernel, struck } = withFault(new SimulatedKernel(options), program, callingClient);
  place.begin({ incarnation: 0, others: [], atMs: undefined, root });
  let pending = () => 0;
  const cell = new Cell({
    adapter: place.adapter,
    dir: `${root}/${DATA}`,
    link: `${root}/${LINK}`,
    quickGate: place.quickGate,
    free: true,
    time: place.time,
    realWork: place.runtimeParts.realWork,
    pending: () => pending(),
    stray: place.runtimeParts.stray,
    onEvent: (event) => void trace.push(event),
  });
  const mount = place.mount({ root, kernel, gate: cell.gate, recorder });
  pending = () => mount.pending;
  try {
    const parts = { cells: [cell], start, disk, trace, nowMs: () => place.time.nowMs, beat: place.runtimeParts.beat };
    return await new TogetherRunner(program, plan, { ...parts, faultStruck: struck }).run();
  } finally {
    place.end(mount);
    stopFollowingClients();
  }
}

function callingClient(): number | undefined {
  const client = currentClient();
  const number = client === undefined ? Number.NaN : Number(client);
  return Number.isNaN(number) ? undefined : number;
}
