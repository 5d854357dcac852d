/** What is seen of a subject that loops where it can be blamed for it: it is replayed by waiting as long again. */
export const LOOPED = 'The store ran without end and never gave control back.';
