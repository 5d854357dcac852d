import type { Attribution, AttributionKind, CallSite, MissingCall } from '../verdict/counterexample.ts';

/** What no sync repairs takes another way of writing. */
const WITHOUT_SYNC: { readonly [K in AttributionKind]?: string } = {
  'failed-fsync-taken-for-success':
    'When an fsync fails, report the failure, and write the data anew before the next one; a second fsync alone does not help.',
  'non-atomic-write-in-place': 'Write a temporary file, fsync it and rename it instead of writing in place.',
  'several-files-without-commit-point':
    'Let one file decide: write the others first, fsync them, and make the change count with a single rename.',
};

/**
 * How a power loss could be survived, in one text: `fsync the file before fs.promises.rename at store.js:41, and the directory after it.
 * Fix verified under ext4, xfs.` Verified is only what was tried again with these calls in place.
 */
export function fixText({ kind, fix }: Attribution): string {
  if (fix === undefined || fix.calls.length === 0) return WITHOUT_SYNC[kind] ?? 'No added fsync is known to repair it.';
  const { calls, verifiedUnder, notVerifiedUnder } = fix;
  const sentences = [`${inWords(calls)}.`];
  if (verifiedUnder.length > 0) sentences.push(`Fix verified under ${verifiedUnder.join(', ')}.`);
  if (notVerifiedUnder.length > 0) sentences.push(`It could not be verified under ${notVerifiedUnder.join(', ')}.`);
  return sentences.join(' ');
}

function inWords(calls: readonly MissingCall[]): string {
  const clauses = calls.map(({ call, of, when, site }, index) => {
    const known = calls.slice(0, index).some((earlier) => samePlace(earlier.site, site));
    return `${index === 0 ? `${call} ` : ''}the ${of} ${when} ${known ? 'it' : `${site.api} at ${site.file}:${site.line}`}`;
  });
  const [last = '', ...others] = clauses.reverse();
  return others.length === 0 ? last : `${others.reverse().join(', ')}, and ${last}`;
}

function samePlace(one: CallSite, other: CallSite): boolean {
  return one.file === other.file && one.line === other.line && one.column === other.column && one.api === other.api;
}
