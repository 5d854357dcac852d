const OBJECT_BYTES = 56;
const PROPERTY_BYTES = 16;
/** Of an object without a prototype, which V8 keeps as a hash table. */
const TABLE_BYTES = 200;
const STRING_BYTES = 24;
/** What lies deeper is not counted; data may be nested without end, and a store may give circular objects. */
const DEEPEST = 50;

/**
 * Roughly how many bytes of memory plain data takes: what bounds a cache, so that it has to grow with the data and no more.
 *
 * @param longestText of a string no more characters than these are counted, for those who keep one copy of each long text.
 */
export function bytesOfData(value: unknown, longestText = Number.POSITIVE_INFINITY, depth = 0): number {
  if (typeof value === 'string') return STRING_BYTES + Math.min(value.length, longestText);
  if (typeof value !== 'object' || value === null) return 0;
  let bytes = OBJECT_BYTES;
  if (depth === DEEPEST) return bytes;
  if (Array.isArray(value)) {
    for (const item of value) bytes += PROPERTY_BYTES + bytesOfData(item, longestText, depth + 1);
    return bytes;
  }
  if (Object.getPrototypeOf(value) === null) bytes += TABLE_BYTES;
  for (const item of Object.values(value)) bytes += PROPERTY_BYTES + bytesOfData(item, longestText, depth + 1);
  return bytes;
}
