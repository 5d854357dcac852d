import { spawnInGroupOfStarter } from '../stdio/spawn-program.ts';
import type { StdioAdapterOptions } from '../stdio/stdio-adapter.ts';

/** How a program over stdio runs beside a process of a store, which speaks with it: in its process group, so that both are killed at once. */
export function programBesideUs(events: NonNullable<StdioAdapterOptions['events']>): StdioAdapterOptions {
  // It may wait for what another process of the same run holds.
  return { spawn: spawnInGroupOfStarter, family: process.ppid, events };
}
