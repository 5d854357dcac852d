import { expect, test } from 'vitest';
import { applyDamage } from './apply-damage.ts';
import type { Damage } from './damage.ts';
import { fitsFormat, formatOf } from './format.ts';
import { intactTags, mayBeTorn, separableTags } from './intact-tags.ts';
import { tag } from './tags.ts';

const [one, two, three] = [1, 2, 3].map((number) => tag(number, 'alpha'));
const LOG = Buffer.from(`{"header":true}\n{"text":"${one}"}\n{"text":"${two}"}\n{"text":"${three}"}\n`);
const DOCUMENT = Buffer.from(`{"id":"alpha","fields":{"a":"${one}","b":"${two}"}}\n`);
const file = 'x';

function damaged(original: Buffer, damage: Damage): Buffer {
  const result = applyDamage(damage, original);
  return result.kind === 'file' ? result.bytes : Buffer.alloc(0);
}

test.each([
  ['a document', DOCUMENT, 'json'],
  ['a document on several lines', Buffer.from('{\n  "a": 1\n}\n'), 'json'],
  ['one line', Buffer.from('{"a":1}\n'), 'json'],
  ['lines', LOG, 'jsonl'],
  ['lines with blank ones', Buffer.from('{"a":1}\n\n{"b":2}\n'), 'jsonl'],
  ['lines with a bad one', Buffer.concat([LOG, Buffer.from('x\n')]), 'opaque'],
  ['a text', Buffer.from('Dear reader,\n'), 'opaque'],
  ['nothing', Buffer.alloc(0), 'opaque'],
] as const)('the format of %s', (_, bytes, format) => {
  expect(formatOf(bytes)).toBe(format);
});

test.each<[string, Damage, readonly (string | undefined)[]]>([
  ['the last line torn', { file, kind: 'cut', at: LOG.length - 3 }, [one, two]],
  ['the last newline gone', { file, kind: 'cut', at: LOG.length - 1 }, [one, two]],
  ['garbage in the middle', { file, kind: 'garbage-line', at: 2 }, [one, two, three]],
  ['two lines in one', { file, kind: 'glued-lines', at: 1 }, [three]],
  ['two lines swapped', { file, kind: 'swapped-lines', at: 1 }, [two, one, three]],
  ['a bit flipped in a line', { file, kind: 'bit-flip', at: 20, bit: 0 }, [two, three]],
  ['NULs over two lines', { file, kind: 'nul-block', at: 30, bytes: 20 }, [three]],
])('of a log with %s', (_, damage, intact) => {
  expect(intactTags('jsonl', LOG, damaged(LOG, damage))).toEqual(intact);
});

test.each<[string, Damage, readonly (string | undefined)[]]>([
  ['two lines in one', { file, kind: 'glued-lines', at: 1 }, [one, two, three]],
  ['the header in front of a line', { file, kind: 'glued-lines', at: 0 }, [one, two, three]],
  ['CR LF', { file, kind: 'crlf' }, [one, two, three]],
  ['the last newline gone', { file, kind: 'cut', at: LOG.length - 1 }, [one, two]],
  ['a bit flipped in a line', { file, kind: 'bit-flip', at: 20, bit: 0 }, [two, three]],
])('what can be separated again of a log with %s', (_, damage, found) => {
  expect(separableTags(LOG, damaged(LOG, damage))).toEqual(found);
});

test('lines that nothing delimits cannot be separated', () => {
  const log = Buffer.from(`"${one}"\n"${two}"\n`);
  expect(separableTags(log, damaged(log, { file, kind: 'glued-lines', at: 0 }))).toEqual([]);
});

test('of a document every tag that is there is intact, of other formats none', () => {
  const cut = damaged(DOCUMENT, { file, kind: 'cut', at: DOCUMENT.length - 8 });
  expect(intactTags('json', DOCUMENT, cut)).toEqual([one]);
  expect(intactTags('opaque', DOCUMENT, DOCUMENT)).toEqual([]);
});

test.each<[Damage, boolean]>([
  [{ file, kind: 'cut', at: 16 }, true],
  [{ file, kind: 'cut', at: 15 }, true],
  [{ file, kind: 'cut', at: 20 }, true],
  [{ file, kind: 'cut', at: 10 }, false],
  [{ file, kind: 'empty' }, false],
  [{ file, kind: 'garbage-line', at: 0 }, false],
  [{ file, kind: 'nul-block', at: 20, bytes: 40 }, true],
])('whether a log may only be torn: $0', (damage, expected) => {
  expect(mayBeTorn(LOG, damaged(LOG, damage))).toBe(expected);
});

test('whether damage shows in the format', () => {
  // A digit of a tag; a quote.
  expect(fitsFormat(damaged(DOCUMENT, { file, kind: 'bit-flip', at: 30, bit: 0 }), 'json')).toBe(true);
  expect(fitsFormat(damaged(DOCUMENT, { file, kind: 'bit-flip', at: 1, bit: 0 }), 'json')).toBe(false);
  expect(fitsFormat(damaged(LOG, { file, kind: 'missing-line', at: 0 }), 'jsonl')).toBe(true);
  expect(fitsFormat(damaged(LOG, { file, kind: 'glued-lines', at: 0 }), 'jsonl')).toBe(false);
});
