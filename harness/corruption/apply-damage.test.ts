import { describe, expect, test } from 'vitest';
import { applyDamage } from './apply-damage.ts';
import { type Damage, PLACED_DAMAGES, WHOLE_DAMAGES } from './damage.ts';
import { describeDamage } from './describe-damage.ts';

const LOG = '{"a":1}\n{"b":2}\n{"c":3}\n';
const file = 'x';

/** A byte a character, so that what is no UTF-8 shows too. */
function damagedText(damage: Damage, original = LOG): string {
  const damaged = applyDamage(damage, Buffer.from(original));
  return damaged.kind === 'file' ? damaged.bytes.toString('latin1') : damaged.kind;
}

const GARBAGE = '{"garbage": \x13\xff\xfe\n';
const FUTURE = '{"type":"unheard-of","text":"k0-future-k"}\n';

test.each<[Damage, string]>([
  [{ file, kind: 'empty' }, ''],
  [{ file, kind: 'all-nul' }, '\0'.repeat(24)],
  [{ file, kind: 'byte-order-mark' }, `\xef\xbb\xbf${LOG}`],
  [{ file, kind: 'crlf' }, '{"a":1}\r\n{"b":2}\r\n{"c":3}\r\n'],
  [{ file, kind: 'directory' }, 'directory'],
  [{ file, kind: 'symlink' }, 'symlink'],
  [{ file, kind: 'unreadable' }, 'unreadable'],
  [{ file, kind: 'cut', at: 10 }, '{"a":1}\n{"'],
  [{ file, kind: 'nul-tail', at: 20 }, '{"a":1}\n{"b":2}\n{"c"\0\0\0\0'],
  [{ file, kind: 'nul-block', at: 6, bytes: 3 }, '{"a":1\0\0\0"b":2}\n{"c":3}\n'],
  [{ file, kind: 'bit-flip', at: 7, bit: 2 }, '{"a":1}\x0e{"b":2}\n{"c":3}\n'],
  [{ file, kind: 'garbage-line', at: 0 }, `${GARBAGE}${LOG}`],
  [{ file, kind: 'garbage-line', at: 3 }, `${LOG}${GARBAGE}`],
  [{ file, kind: 'non-object-line', at: 1 }, '{"a":1}\n42\n{"b":2}\n{"c":3}\n'],
  [{ file, kind: 'unknown-record', at: 1 }, `{"a":1}\n${FUTURE}{"b":2}\n{"c":3}\n`],
  [{ file, kind: 'glued-lines', at: 1 }, '{"a":1}\n{"b":2}{"c":3}\n'],
  [{ file, kind: 'duplicated-line', at: 2 }, `${LOG}{"c":3}\n`],
  [{ file, kind: 'glued-tail' }, '{"a":1}\n{"b":2}{"c":3}'],
  [{ file, kind: 'swapped-lines', at: 0 }, '{"b":2}\n{"a":1}\n{"c":3}\n'],
  [{ file, kind: 'missing-line', at: 0 }, '{"b":2}\n{"c":3}\n'],
  [{ file, kind: 'unknown-field', at: 9 }, '{"a":1}\n{"unheardOf":"k0-future-k","b":2}\n{"c":3}\n'],
  [{ file, kind: 'other-type', text: 'null' }, 'null\n'],
  [{ file, kind: 'inserted-text', at: 1, text: '\u2028' }, `{\xe2\x80\xa8${LOG.slice(1)}`],
])('$0', (damage, expected) => {
  expect(damagedText(damage)).toBe(expected);
  expect(describeDamage(damage)).toMatch(/^(?=.*\bx\b).*\.$/);
});

describe('what depends on the content', () => {
  test('a field goes into an empty object without a comma', () => {
    expect(damagedText({ file, kind: 'unknown-field', at: 1 }, '{ }')).toBe('{"unheardOf":"k0-future-k" }');
  });

  test('a time is replaced as a whole, be it a text or a number', () => {
    const content = '{"at":"2024-01-01T00:00:00.000Z","ms":1704067200000}';
    expect(damagedText({ file, kind: 'bad-time', at: 6, becomes: 'null' }, content)).toBe('{"at":null,"ms":1704067200000}');
    expect(damagedText({ file, kind: 'bad-time', at: 38, becomes: '"not a time"' }, content)).toBe(
      '{"at":"2024-01-01T00:00:00.000Z","ms":"not a time"}',
    );
  });

  test('what replaces a file without a newline has none', () => {
    expect(damagedText({ file, kind: 'other-type', text: '[]' }, '{}')).toBe('[]');
  });

  test('a temporary file has the first half', () => {
    expect(damagedText({ file, kind: 'stale-temporary', of: 'y' })).toBe(LOG.slice(0, 12));
  });

  test('a picture is no text', () => {
    expect(damagedText({ file, kind: 'foreign-file', content: 'picture' }, '')).toMatch(/^\x89PNG\r\n/);
  });

  test('a line that is not there cannot be damaged', () => {
    expect(damagedText({ file, kind: 'missing-line', at: 9 })).toBe(LOG);
    expect(damagedText({ file, kind: 'swapped-lines', at: 2 })).toBe(LOG);
  });
});

test('every kind is tried above', () => {
  expect([...WHOLE_DAMAGES, ...PLACED_DAMAGES]).toHaveLength(18);
});
