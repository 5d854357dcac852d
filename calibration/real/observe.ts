import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { FileSystem } from '../file-systems.ts';
import type { Observation, ObservedProgram, Recording } from '../observation.ts';
import type { PlannedProgram } from '../plan.ts';
import { lackingTools } from './availability.ts';
import { CommandError } from './command.ts';
import { liveRun } from './live-run.ts';
import { PowerCutImage, removeWithMounts } from './power-cut-image.ts';

/** A recording, or why there is none. */
export type Observed = { readonly recording: Recording; readonly cuts: number } | { readonly missing: string };

/**
 * Runs the planned programs on a real file system, one power cut after the other. Leaves nothing behind: no mount, loop device or file.
 *
 * @throws the signal's reason; CommandError
 */
export async function observe(fileSystem: FileSystem, plan: readonly PlannedProgram[], signal: AbortSignal): Promise<Observed> {
  const tools = lackingTools(fileSystem);
  if (tools.length > 0) return { missing: `not installed: ${tools.join(', ')}` };
  const directory = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), `calibrate-${process.pid}-${fileSystem.name}-`));
  try {
    const image = await makeImage(fileSystem, directory);
    if (typeof image === 'string') return { missing: image };
    const programs: ObservedProgram[] = [];
    let cuts = 0;
    for (const { name, program, schedules } of plan) {
      const observations: Observation[] = [];
      for (const schedule of schedules) {
        signal.throwIfAborted();
        observations.push({ schedule, state: await liveRun(image, program, schedule, signal) });
        cuts++;
      }
      programs.push({ name, program, observations });
    }
    return { recording: { fileSystem: fileSystem.name, kernel: kernelVersion(), programs }, cuts };
  } finally {
    removeWithMounts(directory);
  }
}

/** The image, or why this machine cannot have one. */
async function makeImage(fileSystem: FileSystem, directory: string): Promise<PowerCutImage | string> {
  try {
    return await PowerCutImage.make(fileSystem, directory);
  } catch (error) {
    if (error instanceof CommandError) return error.message;
    throw error;
  }
}

function kernelVersion(): string {
  return `${os.type()} ${/^\d+(\.\d+)*/.exec(os.release())?.[0] ?? os.release()}`;
}
