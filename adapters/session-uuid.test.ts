import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sessionOfUuid, uuidOf } from './session-uuid.ts';

const UUID = /^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/;
const short = fc.string({ unit: 'grapheme', maxLength: 14 }).filter((text) => Buffer.from(text).length <= 14);

test('every id that fits is a UUID, which tells it', () => {
  fc.assert(
    fc.property(short, (session) => {
      expect(uuidOf(session)).toMatch(UUID);
      expect(sessionOfUuid(uuidOf(session))).toBe(session);
    }),
  );
});

test.each(['', 'a', 'a\0', '__proto__', 'fourteen bytes'])('%j', (session) => {
  expect(sessionOfUuid(uuidOf(session))).toBe(session);
});

test.each(['fifteen bytes..', 'ü'.repeat(8), '\ud83d'])('%j is refused', (session) => {
  expect(() => uuidOf(session)).toThrow('UUID');
});

test.each(['', 'alpha', 'f1600000-0000-8000-8000-000000000000', '2ffffe00-0000-8000-8000-000000000000'])(
  'what is no id of ours comes back as it is: %j',
  (uuid) => {
    expect(sessionOfUuid(uuid)).toBe(uuid);
  },
);
