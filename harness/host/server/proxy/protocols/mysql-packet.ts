import type { KeptBytes } from '../kept-bytes.ts';

const HEADER_BYTES = 4;
/** A packet of so many bytes goes on in the next one. */
const LONGEST = 0xffffff;

export interface Packet {
  /** Headers included. */
  readonly bytes: Buffer;
  readonly payload: Buffer;
  readonly sequence: number;
}

/** The next packet, with those that it goes on in; `undefined` where it is not all there. */
export function takePacket(kept: KeptBytes): Packet | undefined {
  const all = kept.peek();
  const payloads: Buffer[] = [];
  let end = 0;
  for (;;) {
    if (all.length < end + HEADER_BYTES) return undefined;
    const length = all.readUIntLE(end, 3);
    const start = end + HEADER_BYTES;
    end = start + length;
    if (all.length < end) return undefined;
    payloads.push(all.subarray(start, end));
    if (length < LONGEST) break;
  }
  const [only] = payloads;
  const payload = payloads.length === 1 && only !== undefined ? only : Buffer.concat(payloads);
  const sequence = all[3] ?? 0;
  return { bytes: kept.take(end), payload, sequence };
}
