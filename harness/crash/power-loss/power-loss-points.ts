import type { DiskLog } from '../../disk/disk-log.ts';
import type { Effort } from '../../model/effort.ts';
import type { CrashPoint } from '../../verdict/counterexample.ts';
import { type LossDepth, likelyLosses } from './kept-sets.ts';
import type { PowerLossModel } from './power-loss-model.ts';

/** The depth of a usual run: one lost operation of the last 16; every loss where at most five operations are open. */
export const USUAL_LOSSES: LossDepth = { omitted: 1, window: 16, exhaustive: 5 };
/** And of a thorough one: two, and every loss where at most twelve are open. */
export const THOROUGH_LOSSES: LossDepth = { omitted: 2, window: 16, exhaustive: 12 };
/** Of a quick one where each recovery is the life of a real process: a database that writes page by page has thousands of the others. */
const FEW_LOSSES: LossDepth = { omitted: 1, window: 4, exhaustive: 3 };

/** How many losses a run tries. @param isDear each recovery is the life of a real process. */
export function lossDepth(effort: Effort, isDear: boolean): LossDepth {
  if (effort === 'thorough') return THOROUGH_LOSSES;
  return effort === 'quick' && isDear ? FEW_LOSSES : USUAL_LOSSES;
}

/** Where power can be lost, from a moment to another, and what may be missing then. Moments between which nothing was done are one. */
export function* powerLossPoints(
  log: DiskLog,
  model: PowerLossModel,
  { from, to = log.entries.length, depth }: { from: number; to?: number; depth: LossDepth },
): Generator<CrashPoint> {
  const rules = model.rules(log);
  for (let moment = from; moment <= to; moment++) {
    if (!isLastOfItsKind(log, moment)) continue;
    const { changes = 0, syncs = 0 } = log.before[moment] ?? {};
    for (const lost of likelyLosses(log, rules, moment, depth)) yield { changes, syncs, lost };
  }
}

/** Between two changes or syncs there is one moment; inside a change there is none, since a loss may take parts of it. */
function isLastOfItsKind({ before }: DiskLog, moment: number): boolean {
  const [now, next] = [before[moment], before[moment + 1]];
  return next === undefined || now?.changes !== next.changes || now.syncs !== next.syncs;
}
