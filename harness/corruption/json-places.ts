/** Places in the bytes of JSON text, be it a document or a log. */
export interface JsonPlaces {
  /** Offsets behind the opening braces of objects, with how deep they are nested in their line or document. */
  readonly objects: readonly { readonly at: number; readonly depth: number }[];
  /** Values that look like times: ISO 8601 texts, with a zone or, as Python writes them, without; milliseconds since 1970, or seconds with a fraction. */
  readonly times: readonly { readonly start: number; readonly end: number }[];
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const ISO_TIME = /"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?"/g;
const EPOCH_TIME = /(?<=[:[,]\s*)1(?:\d{12}(?:\.\d+)?|\d{9}\.\d+)(?=\s*[,}\]])/g;

export function placesIn(bytes: Buffer): JsonPlaces {
  // One character per byte, so that the offsets are those of the bytes.
  const text = bytes.toString('latin1');
  const times = [ISO_TIME, EPOCH_TIME].flatMap((pattern) =>
    [...text.matchAll(pattern)].map(({ index, 0: found }) => ({ start: index, end: index + found.length })),
  );
  return { objects: objectsIn(bytes), times: times.sort((a, b) => a.start - b.start) };
}

function objectsIn(bytes: Buffer): { at: number; depth: number }[] {
  const objects: { at: number; depth: number }[] = [];
  let depth = 0;
  let inString = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (inString) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === 0x7b || byte === 0x5b) {
      if (byte === 0x7b) objects.push({ at: at + 1, depth });
      depth++;
    } else if (byte === 0x7d || byte === 0x5d) depth--;
  }
  return objects;
}

/** The value that starts at this offset, if it looks like a time. */
export function timeAt(bytes: Buffer, start: number): { start: number; end: number } | undefined {
  return placesIn(bytes).times.find((time) => time.start === start);
}
