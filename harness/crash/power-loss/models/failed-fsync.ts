import type { DiskLog } from '../../../disk/disk-log.ts';
import type { PowerLossModel, PowerLossRules } from '../power-loss-model.ts';
import { ext4 } from './ext4.ts';

/**
 * ext4 on a disk that fails to write once: an fsync returns EIO.
 *
 * - Linux marks the pages clean and reports the error once, so nothing writes that data again: at power loss it is gone, whatever a later
 *   fsync says. Only writing it anew helps.
 * - Everything else is as in ext4.
 */
export const failedFsync: PowerLossModel = {
  name: 'failed-fsync',
  assumption:
    'one fsync fails with EIO: the data that it should have written is given up, and a later fsync that succeeds does not bring it back',
  sources: [
    'Rebello et al., "Can Applications Recover from fsync Failures?", USENIX ATC 2020',
    'fsync(2), errors since Linux 4.13',
  ],
  rules(log: DiskLog): PowerLossRules {
    return ext4.rules(log, { givenUp: givenUpData(log) });
  },
};

/** The data that nothing had forced to disk yet when an fsync of its file failed. */
function givenUpData(log: DiskLog): ReadonlySet<number> {
  const { forcedAt } = ext4.rules(log);
  const givenUp = new Set<number>();
  for (const [position, entry] of log.entries.entries()) {
    if (entry.type !== 'sync' || !entry.failed) continue;
    for (const { kind, index, ...operation } of log.operations.slice(0, log.before[position]?.operations)) {
      if (kind === 'data' && 'ino' in operation && operation.ino === entry.ino && (forcedAt[index] ?? 0) > position)
        givenUp.add(index);
    }
  }
  return givenUp;
}
