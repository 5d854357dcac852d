import type { Json } from '../../harness/contract/session-store.ts';
import { text } from '../../harness/model/text.ts';
import { OFTEN_RESERVED } from './compare-payloads.ts';

/** -0, in a form that JSON text keeps. */
export const NEGATIVE_ZERO: Json = { $number: '-0' };

const DEEP = 200;

/** Longer than a length of 16 bits, than a BLOB of MySQL, and than the chunks in which files are read: bytes of each, and the character. */
const LONG_TEXTS: readonly Json[] = [
  text('two-bytes', 220_000, '\u00e9'),
  text('three-bytes', 150_000, '\u65e5'),
  text('four-bytes', 1_200_000, '\ud83d\ude00'),
  text('payload', 70_000),
  text('payload', 2 * 1024 * 1024),
];

/** Values that encodings, parsers, merges and size limits are known to change. */
export const PAYLOADS: readonly Json[] = [
  null,
  true,
  [],
  {},
  '',
  0,
  NEGATIVE_ZERO,
  1e308,
  5e-324,
  2 ** 53 + 2,
  Number.MAX_SAFE_INTEGER,
  0.1,
  1234567890.123456,
  'caf\u00e9',
  'cafe\u0301',
  '\u65e5\u672c\u8a9e',
  '\ud83d\ude00 \ud83d\udc69\u200d\ud83d\udcbb',
  '\u{2f800}\u{e0001}\u{10ffff}',
  '\ufeffafter a byte order mark',
  'line\u2028separators\u2029',
  'nul\u0000inside',
  '\u0000',
  Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).join(''),
  '\u007f\u0080\u009f',
  '\ufffd\ufffe\uffff',
  'lone \ud800',
  '\udc00 lone',
  { '\ud800': '\udfff' },
  'one\ntwo\r\nthree\n',
  '}{"a":1}\n{',
  ['"', "'", '`', '\\', '$', '{x}', ' {{x}} %s $& $1 \\u0041 <!-- &amp;'].join(''),
  '2020-01-01T00:00:00.000Z',
  '42',
  'NaN',
  'null',
  own('__proto__', { admin: true }),
  { nested: own('__proto__', { admin: true }) },
  own('__proto__', null),
  { constructor: { prototype: { admin: true } } },
  { toString: 'x', hasOwnProperty: 'y', valueOf: 1, length: 3 },
  own('toJSON', 'x'),
  own('then', 'y'),
  { '': 'empty name', ' ': 'blank', '.': 'dot', 'a.b': { c: 1 }, $set: 1, '0': 'zero' },
  [null, [], [[]], {}, [{}]],
  [1, 'two', null, true, { five: [6] }],
  nested(DEEP),
  { type: 'metadata', _type: 'metadata', id: 'x', session: 'y' },
  ...LONG_TEXTS,
];

/** Names of fields that a merge or a record of the store's own may be in the way of. */
export const FIELD_NAMES: readonly string[] = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'toJSON',
  'then',
  '',
  '0',
  'a.b',
  '$set',
  '\u00e9',
  '\ud800',
  ...OFTEN_RESERVED,
];

/** An object with one property of its own, `__proto__` too. */
export function own(name: string, value: Json): { [key: string]: Json } {
  return Object.fromEntries([[name, value]]);
}

function nested(depth: number): Json {
  let value: Json = 'the innermost';
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? { inner: value } : [value];
  return value;
}
