const HEADER_BYTES = 4;
/** A packet of so many bytes goes on in the next one. */
const LONGEST = 0xffffff;

export interface MysqlPacket {
  readonly payload: Buffer;
  readonly sequence: number;
}

/** The packet at the front and how many bytes it took, with those that it goes on in; `undefined` where it is not all there. */
export function readPacket(bytes: Buffer): { readonly value: MysqlPacket; readonly bytes: number } | undefined {
  const payloads: Buffer[] = [];
  let end = 0;
  let sequence = 0;
  for (;;) {
    if (bytes.length < end + HEADER_BYTES) return undefined;
    const length = bytes.readUIntLE(end, 3);
    sequence = bytes.readUInt8(end + 3);
    const start = end + HEADER_BYTES;
    end = start + length;
    if (bytes.length < end) return undefined;
    payloads.push(bytes.subarray(start, end));
    if (length < LONGEST) break;
  }
  return { value: { payload: Buffer.concat(payloads), sequence }, bytes: end };
}

/** What we say ourselves is never longer than one packet. */
export function packet(payload: Buffer, sequence: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUIntLE(payload.length, 0, 3);
  header.writeUInt8(sequence % 256, 3);
  return Buffer.concat([header, payload]);
}

/** The texts of a row; `null` is NULL. */
export function rowOf(payload: Buffer): (string | null)[] {
  const row: (string | null)[] = [];
  for (let at = 0; at < payload.length; ) {
    if (payload[at] === 0xfb) {
      row.push(null);
      at += 1;
      continue;
    }
    const { value, end } = numberAt(payload, at);
    row.push(payload.toString('utf8', end, end + value));
    at = end + value;
  }
  return row;
}

/** A number of one to nine bytes, and where it ends. */
function numberAt(payload: Buffer, at: number): { readonly value: number; readonly end: number } {
  const first = payload.readUInt8(at);
  if (first === 0xfc) return { value: payload.readUInt16LE(at + 1), end: at + 3 };
  if (first === 0xfd) return { value: payload.readUIntLE(at + 1, 3), end: at + 4 };
  if (first === 0xfe) return { value: Number(payload.readBigUInt64LE(at + 1)), end: at + 9 };
  return { value: first, end: at + 1 };
}
