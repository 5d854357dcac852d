/** Ids of requirements as people write them: `CRASH-1, 5; TORN-1`. In the order given; those of one suite stand together. */
export function shortIds(ids: readonly string[]): string {
  const numbers = new Map<string, string[]>();
  for (const id of ids) {
    const dash = id.lastIndexOf('-');
    const suite = id.slice(0, dash);
    numbers.set(suite, [...(numbers.get(suite) ?? []), id.slice(dash + 1)]);
  }
  return [...numbers].map(([suite, of]) => `${suite}-${of.join(', ')}`).join('; ');
}
