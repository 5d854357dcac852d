import type { DiskLog } from '../disk/disk-log.ts';
import type { Host, Life } from '../host/host.ts';
import type { Operation } from '../model/operation.ts';
import type { KillPoint } from '../verdict/counterexample.ts';
import { type Crash, crashAt, type ExploreOptions, runWorkload } from './explore.ts';
import { lifeAfterKill } from './killed-life.ts';
import { unforcedAt } from './power-loss/kept-sets.ts';
import { POWER_LOSS_MODELS, type PowerLossModelName } from './power-loss/models.ts';
import { powerLossPoints } from './power-loss/power-loss-points.ts';

/** Two lives: the process is killed in the last operation of the first, and another one goes on with what it left. */
export interface KilledWorkload {
  readonly first: readonly Operation[];
  readonly second: readonly Operation[];
}

type Options = Pick<ExploreOptions, 'claims' | 'models' | 'depth' | 'cache' | 'wanted' | 'onPlace' | 'endless'>;

/**
 * A kill leaves what the process wrote in the memory of the kernel, where the next one finds it and cannot tell it from what is on disk. Then the power is
 * lost: every crash in the second life that takes something of the first, which alone could not take it.
 */
export async function* killsThenLosses<Image>(
  host: Host<Image>,
  { first, second }: KilledWorkload,
  options: Options,
): AsyncGenerator<Crash<Image>> {
  options.onPlace?.(first);
  const life = await runWorkload(host, first);
  const log = life.diskLog?.();
  if (log === undefined) return;
  for (const killed of killsIn(life, log)) {
    options.onPlace?.([...first, ...second]);
    const both = await lifeAfterKill(host, life, killed, second);
    const whole = both?.diskLog?.();
    if (both === undefined || whole === undefined || !both.report.opened.ok) continue;
    yield* losses(host, both, { log: whole, killed }, options);
  }
}

async function* losses<Image>(
  host: Host<Image>,
  life: Life<Image>,
  { log, killed }: { readonly log: DiskLog; readonly killed: KillPoint },
  options: Options,
): AsyncGenerator<Crash<Image>> {
  const from = log.before.findIndex(({ changes, syncs }) => changes >= killed.changes && syncs >= killed.syncs);
  const ofFirst = log.before[from]?.operations ?? 0;
  const { operations } = life.report;
  for (const model of options.models) {
    if (model === 'process-kill' || model === 'failed-fsync') continue;
    for (const point of powerLossPoints(log, POWER_LOSS_MODELS[model], { from, depth: options.depth })) {
      if (options.wanted?.(model) === false) break;
      // What is lost of the second life alone is lost without a kill before it, too.
      if (!point.lost?.some((index) => index < ofFirst)) continue;
      const crash = { ...point, killed };
      if (await options.endless?.includes(host, life, model, crash)) continue;
      options.onPlace?.(operations, crash, model);
      yield await crashAt(host, life, { model, point: crash }, options);
    }
  }
}

/** In front of each change and each sync of the last operation where something is not on disk for certain. */
function killsIn({ report }: Life<unknown>, log: DiskLog): KillPoint[] {
  const operations = report.operations.length;
  const invoked = report.history.findIndex((event) => event.type === 'invoke' && event.operation === operations - 1);
  const came = report.history.findIndex((event) => event.type !== 'invoke' && event.operation === operations - 1);
  const rules = POWER_LOSS_MODELS[LEAST].rules(log);
  const points = new Map<string, KillPoint>();
  for (const [moment, { changes, syncs, history }] of log.before.entries()) {
    if (invoked === -1 || history <= invoked || (came !== -1 && history > came)) continue;
    const key = `${changes} ${syncs}`;
    if (unforcedAt(log, rules, moment).length > 0) points.set(key, { operations, changes, syncs });
    else points.delete(key);
  }
  return [...points.values()];
}

/** What this one has on disk for certain every other one has. */
const LEAST: PowerLossModelName = 'posix';
