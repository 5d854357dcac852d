import { Disk } from '../../disk/disk.ts';
import { currentCall } from '../../disk/facade/current-call.ts';
import type { InstalledFileSystem } from '../../disk/facade/install.ts';
import type { Mount } from '../../disk/facade/mount.ts';
import { SimulatedKernel } from '../../disk/simulated-kernel.ts';
import type { FsEvent, Recorder } from '../../disk/trace.ts';
import { OUTSIDE } from '../host.ts';
import { EPOCH_MS } from './virtual-time.ts';

/** Mounts an empty disk at `OUTSIDE`. Whatever is done there is told to the recorder, and nothing is left of it. */
export function mountOutside(
  fs: InstalledFileSystem,
  { recorder, nowMs }: { readonly recorder: Recorder; readonly nowMs: () => number },
): Mount {
  const kernel = new SimulatedKernel({
    disk: Disk.empty(EPOCH_MS),
    root: OUTSIDE,
    recorder: { stacks: recorder.stacks, event: (event) => recorder.event(asOutside(event)) },
    nowMs,
    api: () => currentCall.api,
    currentStack: () => currentCall.stack,
  });
  return fs.mount({ root: OUTSIDE, kernel, recorder });
}

/** Its effects are on another disk, and are no changes of this one. */
function asOutside(event: FsEvent): FsEvent {
  const at = (path: string) => (path.startsWith('/') ? `${OUTSIDE}${path === '/' ? '' : path}` : path);
  return {
    ...event,
    effects: [],
    ...(event.path === undefined ? {} : { path: at(event.path) }),
    ...(event.to === undefined ? {} : { to: at(event.to) }),
  };
}
