/** The whole of a table of tests, or every CW_TABLES_EVERY-th row of it where there is no time for more. */
export function someOf<T>(table: readonly T[]): T[] {
  const every = Number(process.env.CW_TABLES_EVERY ?? 1);
  return table.filter((_, index) => index % every === 0);
}
