/** How many of the page boundaries inside a large write are tried: the ends and a few between, or all. */
export type TearDepth = 'some' | 'all';

/** What a model of process death or power loss assumes, in a sentence, for reports and docs. */
export interface ModelText {
  readonly name: string;
  readonly assumption: string;
  /** Where the rules come from. */
  readonly sources: readonly string[];
}
