import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { RealKernel } from '../../harness/disk/real-kernel.ts';
import type { Background, Program, Schedule } from '../program.ts';
import { makeStartTree, ProgramRun } from '../run-program.ts';
import { type State, stateOfKernel } from '../state.ts';
import type { PowerCutImage } from './power-cut-image.ts';

/**
 * Runs a program on a real file system, in a directory of its own, cuts the power at its end and says what is there after the restart.
 *
 * @throws Errno if a call of the program fails; CommandError
 */
export async function liveRun(image: PowerCutImage, program: Program, schedule: Schedule, signal: AbortSignal): Promise<State> {
  const kernel = new RealKernel(fs);
  const directory = path.join(image.root, 'program');
  kernel.mkdir(directory, 0o755);
  makeStartTree(kernel, directory, program.start);
  await image.sync();
  if (schedule.some(({ background }) => background === 'pause')) await image.hurryCommits();
  const run = new ProgramRun(kernel, directory);
  try {
    for (let index = 0; index <= program.calls.length; index++) {
      for (const event of schedule) if (event.before === index) await happen(event, image, directory, signal);
      const call = program.calls[index];
      if (call !== undefined) run.perform(call);
    }
    await image.cutPower();
  } finally {
    run.closeRest();
  }
  signal.throwIfAborted();
  await image.restart();
  const state = stateOfKernel(kernel, directory);
  fs.rmSync(directory, { recursive: true });
  return state;
}

/** Longer than a commit interval of one second. */
const PAUSE_MS = 1300;

async function happen(event: Background, image: PowerCutImage, directory: string, signal: AbortSignal): Promise<void> {
  switch (event.background) {
    case 'writeback':
    case 'writeback-begins':
      return image.writeBack(path.join(directory, event.path), { wait: event.background === 'writeback' });
    case 'commit':
      return image.commit();
    case 'pause':
      return wait(PAUSE_MS, undefined, { signal });
  }
}
