import { everyLoss } from '../harness/crash/power-loss/kept-sets.ts';
import type { PowerLossModel } from '../harness/crash/power-loss/power-loss-model.ts';
import { diskLogOf } from '../harness/disk/disk-log.ts';
import { PartialImages } from '../harness/disk/partial-image.ts';
import type { Program } from './program.ts';
import { simulate } from './simulate.ts';
import { stateKey, stateOfDisk } from './state.ts';

/** Every state in which a power loss at the end of a program may leave its tree, by `stateKey`. Exhaustive. */
export function legalStates(program: Program, model: PowerLossModel): Set<string> {
  const { start, trace } = simulate(program);
  const log = diskLogOf(trace, start);
  const rules = model.rules(log);
  const end = log.entries.length;
  const images = new PartialImages(start, log);
  const hashes = new Set<string>();
  const states = new Set<string>();
  for (const lost of everyLoss(log, rules, end)) {
    const disk = images.image(end, lost);
    const hash = disk.hash();
    if (hashes.has(hash)) continue;
    hashes.add(hash);
    states.add(stateKey(stateOfDisk(disk)));
  }
  return states;
}
