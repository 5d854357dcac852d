import fc from 'fast-check';
import type { Json } from '../../harness/contract/session-store.ts';
import { NEGATIVE_ZERO } from './payloads.ts';

const codeUnit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
const string: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: codeUnit, maxLength: 8 }),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
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
