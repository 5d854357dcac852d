import fc from 'fast-check';
import { expect, test } from 'vitest';
import { embeddedJson } from './embedded-json.ts';

test('nothing in it ends a script, begins a comment or ends a line', () => {
  const text = String(embeddedJson({ '</script>': '<!--<script>\u2028\u2029&lt;' }));
  expect(text).not.toMatch(/[<>&\u2028\u2029]/);
  expect(text).toContain('\\u003c/script\\u003e');
});

test('what is parsed is what was embedded', () => {
  const same = fc.property(fc.json(), (json) => {
    const value: unknown = JSON.parse(json);
    expect(JSON.parse(String(embeddedJson(value)))).toEqual(value);
  });
  fc.assert(same);
});
