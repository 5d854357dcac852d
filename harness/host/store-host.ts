import type { ReadingHost } from './reading.ts';
import type { TogetherHost } from './together.ts';

/** A host on which every suite of stores runs, as far as its abilities go. */
export interface StoreHost<Image = unknown> extends ReadingHost<Image>, TogetherHost<Image> {}
