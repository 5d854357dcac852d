/** Of the 32 digits of a UUID two are its version and variant, and one says how many bytes are of the id. */
const BYTES = 14;

/**
 * A session's id as a UUID, for interfaces whose sessions have UUIDs and no other ids, so that their stores need not take any. It is of version 8, which leaves the digits to whoever makes it;
 * a different one for every id, which can be told from it.
 *
 * @throws {Error} for an id that is longer than 14 bytes in UTF-8, or no well-formed text.
 */
export function uuidOf(session: string): string {
  const bytes = Buffer.from(session);
  if (bytes.length > BYTES || bytes.toString() !== session)
    throw new Error(`Sessions have UUIDs here, and ${JSON.stringify(session)} does not fit into one`);
  const digits = `${bytes.length.toString(16)}${bytes.toString('hex').padEnd(29, '0')}`;
  const [first, second, third, fourth] = [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 15), digits.slice(15, 18)];
  return `${first}-${second}-8${third}-8${fourth}-${digits.slice(18)}`;
}

/** The id that `uuidOf` made this UUID of; anything else comes back as it is. */
export function sessionOfUuid(uuid: string): string {
  const [, first = '', second = '', third = '', fourth = '', last = ''] =
    /^([\da-f]{8})-([\da-f]{4})-8([\da-f]{3})-8([\da-f]{3})-([\da-f]{12})$/.exec(uuid) ?? [];
  const digits = first + second + third + fourth + last;
  const session = Buffer.from(digits.slice(1), 'hex').toString('utf8', 0, Number.parseInt(digits.slice(0, 1), 16));
  return session.length <= BYTES && digits !== '' && uuidOf(session) === uuid ? session : uuid;
}
