import fc from 'fast-check';
import type { Json } from '../../harness/contract/session-store.ts';
import { NEGATIVE_ZERO } from './payloads.ts';

const CLUSTERS = [
  'a',
  'Z',
  ' ',
  '\n',
  '"',
  '\\',
  '\u00e9',
  'e\u0301',
  '\u0928\u093f',
  '\ud83d\udc68\u200d\ud83d\udc69',
  '\u2028',
  '\ufeff',
  '\0',
];

/** Arrays rather than fast-check's own strings, which make a table of all of Unicode, for seconds, before the first. */
const textOf = (unit: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.array(unit, { maxLength: 10 }).map((units) => units.join(''));
const string: fc.Arbitrary<string> = fc.oneof(
  textOf(fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code))),
  textOf(fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code))),
  textOf(fc.constantFrom(...CLUSTERS)),
);
const number: fc.Arbitrary<Json> = fc
  .oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), fc.maxSafeInteger())
  .map((value) => (Object.is(value, -0) ? NEGATIVE_ZERO : value));
// A name that begins with a dollar sign could be that of a placeholder.
const name = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'toString', '', 'id', 'a.b'),
  string.map((text) => text.replace(/^\$/, '_')),
);

const { value } = fc.letrec<{ value: Json; leaf: Json }>((tie) => ({
  leaf: fc.oneof(string, number, fc.boolean(), fc.constant(null)),
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    fc.array(tie('value'), { maxLength: 5 }),
    // From entries: a dictionary would set the prototype for `__proto__`.
    fc.array(fc.tuple(name, tie('value')), { maxLength: 5 }).map((entries): Json => Object.fromEntries(entries)),
  ),
}));

/** JSON values of all shapes, with strings of all code units. Equal seeds, equal values. */
export function generatedPayloads(count: number, seed: number): Json[] {
  return fc.sample(value, { numRuns: count, seed });
}
