import { Disk } from '../../harness/disk/disk.ts';
import { FaultInjector } from '../../harness/disk/fault.ts';
import { SimulatedKernel } from '../../harness/disk/simulated-kernel.ts';
import { startLetter } from '../program.ts';
import { stateOfKernel } from '../state.ts';
import { NarratedDisk } from './narrated-disk.ts';
import type { Scenario, ScenarioRun } from './scenario.ts';

const ROOT = '/simulated';
/** Where faults take a store's files to be. */
const DIRECTORY = `${ROOT}/data`;

/** The scenario on the simulated disk. @param freeBytes of the real disk. */
export function runSimulated({ before, calls, fault }: Scenario, freeBytes: number): ScenarioRun {
  const disk = Disk.empty(0);
  const healthy = new SimulatedKernel({ disk, root: ROOT, nowMs: () => 0 });
  healthy.mkdir(DIRECTORY, 0o755);
  const first = new NarratedDisk(healthy, DIRECTORY, startLetter);
  before?.(first);
  first.closeRest();
  const injected = fault?.(freeBytes);
  const failing = new SimulatedKernel({
    disk,
    root: ROOT,
    nowMs: () => 1,
    recorder: { stacks: false, event: () => {} },
    ...(injected === undefined ? {} : { faults: new FaultInjector(injected) }),
  });
  const narrated = new NarratedDisk(failing, DIRECTORY);
  calls(narrated, freeBytes);
  narrated.closeRest();
  return { outcomes: narrated.outcomes, left: stateOfKernel(healthy, DIRECTORY) };
}
