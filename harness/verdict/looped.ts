/** What is seen of a subject that loops where it can be blamed for it: it is replayed by waiting as long again. */
export const LOOPED = 'The store ran without end and never gave control back.';

/** Why nobody tries that in a real process. */
export const LOOPS_EVERYWHERE = 'a real process would not come back either';
