import { crashAt } from '../../harness/crash/explore.ts';
import { lifeOf } from '../../harness/crash/killed-life.ts';
import { allows } from '../../harness/crash/power-loss/kept-sets.ts';
import { POWER_LOSS_MODELS } from '../../harness/crash/power-loss/models.ts';
import { momentOf } from '../../harness/disk/disk-log.ts';
import { check, type Evidence } from './check.ts';
import type { ShrinkContext } from './shrink-context.ts';

/**
 * The same failure with as little lost as possible: operation by operation is given back, the last first, as long as the model allows the
 * disk and the requirement still fails. A process kill loses nothing by itself and comes back as it is.
 */
export async function leastLoss<Image>(evidence: Evidence, { host, options }: ShrinkContext<Image>): Promise<Evidence> {
  const { model, point, operations } = evidence.crashCase;
  if (model === 'process-kill' || point.lost === undefined) return evidence;
  const life = await lifeOf(host, operations, point);
  const log = life.diskLog?.();
  if (log === undefined) return evidence;
  const rules = POWER_LOSS_MODELS[model].rules(log);
  const moment = momentOf(log, point.changes, point.syncs ?? 0);
  let best = evidence;
  let lost = point.lost;
  for (let improved = true; improved; ) {
    improved = false;
    for (const back of lost.toReversed()) {
      const fewer = lost.filter((index) => index !== back);
      if (!allows(log, rules, moment, fewer)) continue;
      const crashCase = await crashAt(host, life, { model, point: { ...point, lost: fewer } }, options);
      const [found] = await check(crashCase, [evidence.requirement], { host, claims: options.claims });
      if (found === undefined) continue;
      best = found;
      lost = fewer;
      improved = true;
      break;
    }
  }
  return best;
}
