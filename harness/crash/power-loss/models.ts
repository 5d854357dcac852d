import { btrfs } from './models/btrfs.ts';
import { ext4 } from './models/ext4.ts';
import { failedFsync } from './models/failed-fsync.ts';
import { posix } from './models/posix.ts';
import { xfs } from './models/xfs.ts';
import type { PowerLossModel } from './power-loss-model.ts';

/** The models of power loss, in the order in which they are tried and reported. */
export const POWER_LOSS_MODELS = { ext4, xfs, btrfs, posix, 'failed-fsync': failedFsync } as const satisfies {
  [name: string]: PowerLossModel;
};

export type PowerLossModelName = keyof typeof POWER_LOSS_MODELS;
