import { expect, test } from 'vitest';
import { parseReporters } from './reporters.ts';

const terminal = { format: 'terminal', to: 'stdout' };

test.each<[string[], unknown]>([
  [[], [terminal]],
  [['terminal'], [terminal]],
  [['json'], [{ format: 'json', to: 'stdout' }]],
  [['json=out.json'], [terminal, { format: 'json', to: { file: 'out.json' } }]],
  [['junit=a=b.xml'], [terminal, { format: 'junit', to: { file: 'a=b.xml' } }]],
  [
    ['terminal', 'json'],
    [
      { format: 'terminal', to: 'stderr' },
      { format: 'json', to: 'stdout' },
    ],
  ],
  [
    ['json', 'junit=out.xml', 'json'],
    [
      { format: 'json', to: 'stdout' },
      { format: 'junit', to: { file: 'out.xml' } },
    ],
  ],
])('%j', (specs, expected) => {
  expect(parseReporters(specs)).toEqual(expected);
});

test.each([
  [['xml'], 'CW_USAGE_OPTION_VALUE', /takes terminal, json, html, junit.*found "xml"/],
  [['jnuit=x'], 'CW_USAGE_OPTION_VALUE', /found "jnuit=x"/],
  [['json='], 'CW_USAGE_OPTION_VALUE', /names no file/],
  [['jsonn'], 'CW_USAGE_OPTION_VALUE', /found "jsonn"/],
  [['json=a', 'junit=a'], 'CW_USAGE_OPTION_VALUE', /the file a twice/],
  [['json', 'junit'], 'CW_USAGE_REPORTERS', /both be written to the standard output/],
])('%j throws %s', (specs, code, message) => {
  expect(() => parseReporters(specs)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
});

test('suggests the format that was meant', () => {
  expect(() => parseReporters(['jnuit'])).toThrow(expect.objectContaining({ hint: 'did you mean --reporter junit?' }));
});
