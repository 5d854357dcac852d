import type { PowerLossModel } from '../power-loss-model.ts';
import { type JournalTraits, journaledRules } from './journaled.ts';

const TRAITS: JournalTraits = {
  replacingRenameWaitsForGrowth: true,
  growthWaitsForData: false,
  closeAfterTruncateWritesOut: true,
  fdatasyncSkipsNames: true,
  tailGrowthIsJournaled: true,
  shrinkWaitsForData: false,
};

/**
 * ext4 as it is mounted by default since Linux 5.6: data=ordered, auto_da_alloc, dioread_nolock.
 *
 * - Names, truncations, and growth inside a block that is allocated already are journaled in one order. The data of such growth is not
 *   waited for: it may read as NULs.
 * - Growth into new blocks is journaled when the data is being written out, whenever that is. With dioread_nolock the blocks count as not
 *   written until the data has arrived, so that a commit meanwhile leaves the new size with NULs: measured, a rename over an existing
 *   name and a sync of the directory left NULs in 17 of 32 runs.
 * - A rename over an existing name begins to write out the renamed file first, so it never puts an empty file in place of a full one; so
 *   does closing a file that was truncated.
 * - fsync writes out its own file and commits the journal up to what last concerned this file; what it wrote out joins the journal's end.
 *   fdatasync commits a creation, and no rename, link or removal of a name, unless there was growth to write out: measured, 5 of 5 runs.
 */
export const ext4: PowerLossModel = {
  name: 'ext4',
  assumption:
    'default mount: metadata in one order, growth may come before its data (NULs), replacing renames after the file’s growth',
  sources: [
    'measured on Linux 6.18',
    'ext4(5), "auto_da_alloc" and "dioread_nolock"',
    'Documentation/filesystems/ext4/journal.rst in Linux',
  ],
  rules: (log, options = {}) => journaledRules(log, TRAITS, options),
};

/** ext4 mounted with nodioread_nolock, as before Linux 5.6: growth into new blocks waits for its data. For calibration. */
export const ext4WithoutDioreadNolock: PowerLossModel = {
  ...ext4,
  name: 'ext4-nodioread_nolock',
  assumption:
    'data=ordered, nodioread_nolock: metadata in one order, growth into new blocks after its data, replacing renames after that',
  rules: (log, options = {}) => journaledRules(log, { ...TRAITS, growthWaitsForData: true }, options),
};

/** ext4 mounted with noauto_da_alloc: renames and closes write nothing out. For calibration. */
export const ext4WithoutAutoDaAlloc: PowerLossModel = {
  ...ext4,
  name: 'ext4-noauto_da_alloc',
  assumption: 'noauto_da_alloc: metadata in one order, growth may come before its data (NULs), renames wait for nothing',
  rules: (log, options = {}) =>
    journaledRules(log, { ...TRAITS, replacingRenameWaitsForGrowth: false, closeAfterTruncateWritesOut: false }, options),
};
