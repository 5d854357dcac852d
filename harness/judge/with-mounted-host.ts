import { Failure } from '../contract/failure.ts';
import type { MountedHost, MountedHostOptions } from '../host/mounted/mounted-host.ts';
import { NamesProgram } from '../host/stdio/names-program.ts';
import type { ProgramCommand } from '../host/stdio/program.ts';
import { onHost } from './on-host.ts';
import type { Target } from './target.ts';

/** Gives work a host on a mounted disk for a store, and leaves nothing of it behind. @throws {Failure} CW_NO_MOUNT */
export async function withMountedHost<T>(
  target: Target,
  signal: AbortSignal | undefined,
  work: (host: MountedHost) => Promise<T>,
  limits: Pick<MountedHostOptions, 'budgetMs'> = {},
): Promise<T> {
  const program = new URL('./store-in-mount.js', import.meta.url);
  const clientProgram = new URL('./store-client-in-mount.js', import.meta.url);
  const start = (command: ProgramCommand | undefined): Promise<MountedHost> =>
    mountedHost({ program, clientProgram, argument: JSON.stringify(target), command, signal, ...limits });
  const known = target.program ?? (target.stdio === undefined ? undefined : { argv: target.stdio });
  try {
    return await onHost(await start(known), work);
  } catch (error) {
    if (!(error instanceof NamesProgram)) throw error;
    // What a module exports is known only once it was loaded: the first process that did so has said it.
    return onHost(await start(error.program), work);
  }
}

async function mountedHost(options: MountedHostOptions): Promise<MountedHost> {
  // Loaded here: most runs mount nothing.
  const [mounted, { MountObstacle }] = await Promise.all([
    import('../host/mounted/mounted-host.ts'),
    import('../disk/mount/obstacle.ts'),
  ]);
  try {
    return await mounted.MountedHost.create(options);
  } catch (error) {
    if (!(error instanceof MountObstacle)) throw error;
    throw new Failure('CW_NO_MOUNT', `No disk can be mounted here: ${error.message}.`, {
      cause: error,
      hint: 'What it needs is told in docs/mounted-disk.md. --host process needs nothing of it.',
    });
  }
}
