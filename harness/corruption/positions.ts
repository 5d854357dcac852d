const PAGE_BYTES = 4096;

/**
 * Offsets inside a file of `bytes` at which damage is tried: every one from `from` up to the last byte if there are no more than `most`;
 * otherwise the ends, the bounds of pages, of lines and the insides of characters of several bytes, and then others at equal distances.
 */
export function positionsIn(bytes: Buffer, most: number, from = 1): number[] {
  const count = bytes.length - from;
  if (count <= most) return Array.from({ length: Math.max(0, count) }, (_, index) => from + index);
  const chosen = new Set(thinned(notable(bytes, from), Math.ceil(most / 2)));
  const step = count / (most - chosen.size);
  for (let at = from; at < bytes.length; at += step) chosen.add(Math.floor(at));
  return [...chosen].sort((a, b) => a - b);
}

function notable(bytes: Buffer, from: number): number[] {
  const found: number[] = [];
  for (let at = from; at < bytes.length; at++) {
    const inPage = at % PAGE_BYTES;
    const atEdge = at <= from + 1 || at >= bytes.length - 2;
    const atPage = inPage <= 1 || inPage === PAGE_BYTES - 1;
    const atLine = bytes[at] === 0x0a || bytes[at - 1] === 0x0a;
    // 10xxxxxx: not the first byte of a character.
    const inCharacter = ((bytes[at] ?? 0) & 0xc0) === 0x80;
    if (atEdge || atPage || atLine || inCharacter) found.push(at);
  }
  return found;
}

/** At most so many of them, the first and the last included, at equal distances. */
export function thinned<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  if (most <= 1) return items.slice(0, most);
  return Array.from({ length: most }, (_, index) => items[Math.round((index * (items.length - 1)) / (most - 1))]).flatMap(
    (item) => (item === undefined ? [] : [item]),
  );
}
