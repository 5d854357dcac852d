import { NotThisProtocol } from '../../proxy/protocol.ts';

/** What a server says to who connects. */
export interface Greeting {
  /** `MariaDB 10.11.6`, `MySQL 8.4.2`. */
  readonly version: string;
  readonly plugin: string;
  readonly challenge: Buffer;
}

/** Behind the text of the version: the number of the connection. */
const NUMBER_BYTES = 4;
const FIRST_PART = 8;
const SECOND_PART = 12;
/** A filler, capabilities, a character set, a status, more capabilities, a length, and ten bytes that are kept free. */
const BETWEEN_PARTS = 1 + 2 + 1 + 2 + 2 + 1 + 10;

/** @throws {NotThisProtocol} */
export function greetingOf(payload: Buffer): Greeting {
  const versionEnd = payload.indexOf(0, 1);
  const first = versionEnd + 1 + NUMBER_BYTES;
  const second = first + FIRST_PART + BETWEEN_PARTS;
  if (payload[0] !== 10 || versionEnd === -1 || payload.length < second + SECOND_PART) throw new NotThisProtocol();
  const plugin = payload.toString('latin1', second + SECOND_PART + 1).split('\0', 1)[0] ?? '';
  return {
    version: productOf(payload.toString('latin1', 1, versionEnd)),
    plugin: plugin === '' ? 'mysql_native_password' : plugin,
    challenge: Buffer.concat([payload.subarray(first, first + FIRST_PART), payload.subarray(second, second + SECOND_PART)]),
  };
}

/** MariaDB pretends to be an older MySQL in front of its own version. */
function productOf(version: string): string {
  const mariadb = /(?:5\.5\.5-)?(\d+\.\d+\.\d+)-MariaDB/i.exec(version);
  return mariadb === null ? `MySQL ${version.split('-', 1)[0]}` : `MariaDB ${mariadb[1]}`;
}
