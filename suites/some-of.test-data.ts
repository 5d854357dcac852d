const every = Number(process.env.CW_TABLES_EVERY ?? 1);

/** Whether there is no time for more than a sample, as in CI: `npm test` by itself runs everything. */
export const SAMPLED = every > 1;

/** The whole of a table of tests, or every CW_TABLES_EVERY-th row of it where there is no time for more. */
export function someOf<T>(table: readonly T[]): T[] {
  return table.filter((_, index) => index % every === 0);
}
