const COMPRESS = 1 << 5;
const SSL = 1 << 11;
/** In the upper half: session tracking, answers without their middle end, optional descriptions, another compression. */
const UPPER_UNKNOWN = (1 << 7) | (1 << 8) | (1 << 9) | (1 << 10);
const HEADER_BYTES = 4;
/** Behind the text of the version: connection id, the first part of a challenge, a filler. */
const BEFORE_CAPABILITIES = 4 + 8 + 1;

/** The server's greeting without what could not be framed: TLS, compression, and the newer ways to end an answer. An error in its place is left as it is. */
export function plainGreeting(packet: Buffer): Buffer {
  if (packet[HEADER_BYTES] !== 10) return packet;
  const changed = Buffer.from(packet);
  const versionEnd = changed.indexOf(0, HEADER_BYTES + 1);
  const lower = versionEnd + 1 + BEFORE_CAPABILITIES;
  if (versionEnd === -1 || changed.length < lower + 7 + 10) return packet;
  changed.writeUInt16LE(changed.readUInt16LE(lower) & ~(SSL | COMPRESS), lower);
  const upper = lower + 5;
  changed.writeUInt16LE(changed.readUInt16LE(upper) & ~UPPER_UNKNOWN, upper);
  // Six bytes of filler, and four that MariaDB has for capabilities of its own.
  changed.fill(0, upper + 3 + 6, upper + 3 + 10);
  return changed;
}
