import { always, ofOrdinarySize, type TornRequirement } from '../requirement.ts';

/** TORN-3: monotonic reads. */
export const torn3: TornRequirement = {
  id: 'TORN-3',
  title: "a reader's successive reads never go backwards",
  severity: 'MUST',
  origin:
    'monotonic reads, one of the session guarantees (Terry et al., PDIS 1994); stores that fall back to a backup while the file is being written',
  explanation: `Once a reader has been shown a version of a session, it is not shown an older one. To be behind is allowed, to go back is not: whoever saw
an answer, and looks again, must not find it gone.

It happens where the store falls back to something older (a backup, a cache) when it cannot read the file, and where a cache is filled by a
slow read after a faster one has seen more.

What to do: make writes such that there is nothing to fall back from; let a cache only ever replace older by newer.`,
  defects: ['fallback-to-old-copy'],
  notApplicable: always,
  concerns: ofOrdinarySize,
  isBrokenBy: ({ kind }) => kind === 'backwards',
};
