import type { StoreRequirement } from '../../harness/suite/store-requirement.ts';
import type { Deviation } from './deviation.ts';
import type { ReadingCase } from './reading-case.ts';

/** A requirement of torn-read: its text, when it applies, and the check. */
export interface TornRequirement extends StoreRequirement {
  /** Whether a reader puts it to the test. */
  concerns(readingCase: ReadingCase): boolean;
  /** The check: whether this deviation of a reader that concerns it breaks it. */
  isBrokenBy(deviation: Deviation): boolean;
}

/** TORN-1 to 4 judge readers of every place at payloads of up to some hundred KB; those of several MiB are left to TORN-5. */
export const ofOrdinarySize = ({ large }: ReadingCase): boolean => !large;

export const always = (): undefined => undefined;
