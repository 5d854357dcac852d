import { expect, test } from 'vitest';
import { markup } from './markup.ts';

test.each([
  ['<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert(1)&gt;'],
  [`"'&`, '&quot;&#39;&amp;'],
  ['a\u0000b\u202ec', 'a\\u0000b\\u202ec'],
  ['\u001b[31mred', 'red'],
  ['two\nlines', 'two\nlines'],
  [12, '12'],
  [undefined, ''],
  [['<', ['>']], '&lt;&gt;'],
])('%j in a template', (part, expected) => {
  expect(String(markup`<p title="${part}">${part}</p>`)).toBe(`<p title="${expected}">${expected}</p>`);
});

test('markup in markup stays what it is', () => {
  expect(String(markup`<ul>${['<', '>'].map((text) => markup`<li>${text}</li>`)}</ul>`)).toBe(
    '<ul><li>&lt;</li><li>&gt;</li></ul>',
  );
});
