/** A deviation in words. */
export interface DescribedDeviation {
  readonly expected: string;
  readonly observed: string;
  /** Why it is a contradiction, where that takes more than a sentence. */
  readonly why?: string;
}
