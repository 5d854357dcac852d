import { btrfs } from '../harness/crash/power-loss/models/btrfs.ts';
import { ext4 } from '../harness/crash/power-loss/models/ext4.ts';
import { xfs } from '../harness/crash/power-loss/models/xfs.ts';
import type { PowerLossModel, PowerLossRules } from '../harness/crash/power-loss/power-loss-model.ts';
import type { DiskLog } from '../harness/disk/disk-log.ts';

// Models that are wrong on purpose, each in one rule that someone might believe.

/** A rename over an existing name is on disk only after the data of the file, as ext4(5) has it for auto_da_alloc. */
export const xfsWithWaitingRename: PowerLossModel = {
  ...xfs,
  name: 'xfs, renames never pass data',
  rules: (log, options) =>
    stricter(log, xfs.rules(log, options), (index) => {
      const operation = log.operations[index];
      return operation?.kind === 'names' && operation.replaces ? contentOf(log, operation.ino, index) : [];
    }),
};

/** No size is on disk without the data below it. */
export const ext4WithoutNulTails: PowerLossModel = {
  ...ext4,
  name: 'ext4, sizes never pass data',
  rules: (log, options) =>
    stricter(log, ext4.rules(log, options), (index) => {
      const operation = log.operations[index];
      return operation?.kind === 'grow' ? contentOf(log, operation.ino, index) : [];
    }),
};

/** An fsync forces all that was done before it to anything, as with a journal. */
export const btrfsWithOneJournal: PowerLossModel = {
  ...btrfs,
  name: 'btrfs, fsync commits everything',
  rules(log, options) {
    const { dependencies, forcedAt } = btrfs.rules(log, options);
    const last = log.entries.findLastIndex(({ type }) => type === 'sync');
    const before = log.before[last]?.operations ?? 0;
    return { dependencies, forcedAt: forcedAt.map((moment, index) => (index < before ? Math.min(moment, last + 1) : moment)) };
  },
};

/** More dependencies; what a forced operation waits for is forced with it. */
function stricter(log: DiskLog, rules: PowerLossRules, more: (index: number) => number[]): PowerLossRules {
  const dependencies = rules.dependencies.map((known, index) => [...known, ...more(index)]);
  const forcedAt = [...rules.forcedAt];
  for (let index = log.operations.length - 1; index >= 0; index--) {
    for (const earlier of dependencies[index] ?? [])
      forcedAt[earlier] = Math.min(forcedAt[earlier] ?? Number.POSITIVE_INFINITY, forcedAt[index] ?? Number.POSITIVE_INFINITY);
  }
  return { dependencies, forcedAt };
}

function contentOf({ operations }: DiskLog, ino: number, before: number): number[] {
  return operations.slice(0, before).flatMap((one) => (one.kind !== 'names' && one.ino === ino ? [one.index] : []));
}
