import type { PowerLossModel } from '../power-loss-model.ts';
import { journaledRules } from './journaled.ts';

/**
 * ext4 as it is mounted by default: data=ordered, auto_da_alloc.
 *
 * - Names, truncations, and growth inside a block that is allocated already are journaled in one order. The data of such growth is not
 *   waited for: it may read as NULs.
 * - Growth into new blocks is journaled when the data has been written out, so never without it.
 * - A rename over an existing name writes out the renamed file first; so does closing a file that was truncated.
 * - fsync writes out its own file and commits the journal up to what last concerned this file; what it wrote out joins the journal's end.
 */
export const ext4: PowerLossModel = {
  name: 'ext4',
  assumption:
    'data=ordered, auto_da_alloc: metadata in one order, growth into new blocks after its data, replacing renames after the file’s data',
  sources: ['measured on Linux 6.18', 'ext4(5), "auto_da_alloc"', 'Documentation/filesystems/ext4/journal.rst in Linux'],
  rules: (log, options = {}) =>
    journaledRules(
      log,
      {
        replacingRenameWaitsForData: true,
        closeAfterTruncateWritesOut: true,
        tailGrowthIsJournaled: true,
        shrinkWaitsForData: false,
      },
      options,
    ),
};

/** ext4 mounted with noauto_da_alloc: renames and closes write nothing out. For calibration. */
export const ext4WithoutAutoDaAlloc: PowerLossModel = {
  ...ext4,
  name: 'ext4-noauto_da_alloc',
  assumption: 'data=ordered, noauto_da_alloc: metadata in one order, growth into new blocks after its data',
  rules: (log, options = {}) =>
    journaledRules(
      log,
      {
        replacingRenameWaitsForData: false,
        closeAfterTruncateWritesOut: false,
        tailGrowthIsJournaled: true,
        shrinkWaitsForData: false,
      },
      options,
    ),
};
