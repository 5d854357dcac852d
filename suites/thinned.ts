/** At most so many items, evenly spread, the first and the last among them. */
export function thinned<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  if (most <= 1) return items.slice(0, most);
  return Array.from({ length: most }, (_, index) => Math.floor((index * (items.length - 1)) / (most - 1))).flatMap((place) =>
    items.slice(place, place + 1),
  );
}
