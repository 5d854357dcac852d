/** How many of the page boundaries inside a large write are tried: the ends and a few between, or all. */
export type TearDepth = 'some' | 'all';
