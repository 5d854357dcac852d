import fs from 'node:fs';
import { RealKernel } from '../../harness/disk/real-kernel.ts';
import { startLetter } from '../program.ts';
import { stateOfKernel } from '../state.ts';
import { NarratedDisk } from './narrated-disk.ts';
import { RealDisk, TMPFS_BYTES } from './real-disk.ts';
import type { RealDiskName, Scenario, ScenarioRun } from './scenario.ts';

/** The scenario on a real disk of its own, and how much space its calls had. @throws CommandError */
export async function runReal(
  { before, happens, as, calls }: Scenario,
  name: RealDiskName,
): Promise<ScenarioRun & { readonly freeBytes: number }> {
  const disk = await RealDisk.mount(name);
  try {
    const kernel = new RealKernel(fs);
    const directory = `${disk.root}/data`;
    kernel.mkdir(directory, 0o755);
    if (as === 'user') kernel.chown(directory, NOBODY, NOBODY);
    if (name === 'ext4') disk.fill(TMPFS_BYTES);
    const first = new NarratedDisk(kernel, directory, startLetter);
    performAs(as, () => before?.(first));
    first.closeRest();
    if (happens === 'read-only') await disk.makeReadOnly();
    else if (happens === 'no-inodes') await disk.takeInodes();
    else if (happens === 'filled') disk.fill(0);
    const { freeBytes } = disk;
    const narrated = new NarratedDisk(kernel, directory);
    performAs(as, () => calls(narrated, freeBytes));
    narrated.closeRest();
    return { outcomes: narrated.outcomes, left: stateOfKernel(kernel, directory), freeBytes };
  } finally {
    disk.dispose();
  }
}

const NOBODY = 65534;

/** Does work by that user. Nothing else runs meanwhile: the work is synchronous. */
export function performAs(as: Scenario['as'], work: () => void): void {
  if (as === undefined) {
    work();
    return;
  }
  process.seteuid?.(NOBODY);
  try {
    work();
  } finally {
    process.seteuid?.(0);
  }
}
