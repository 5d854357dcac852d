import { expect, test } from 'vitest';
import { isSessionFileName, sessionFileName, sessionOfFileName } from './session-file-name.ts';

const ids = [
  ...[
    'alpha',
    'Alpha',
    'ALPHA',
    'a:b',
    'a_b',
    'a-b',
    'a b',
    'a',
    'a ',
    'a.',
    'a.json',
    'a.json.tmp',
    '.tmp-1-1-a-1',
    '',
    '.',
    '..',
    '../x',
  ],
  ...[
    '/etc/passwd',
    '\0',
    '%2e',
    '%002e',
    'con',
    'nul.txt',
    '__proto__',
    'constructor',
    'é',
    'e\u0301',
    '\ud800',
    '\udfff',
    '😀',
    's-a',
    'h-a',
  ],
  ...['x'.repeat(300), 'x'.repeat(301), 'X'.repeat(300), 'é'.repeat(100)],
];

test('every id has a name of its own, also where case and normalisation do not count', () => {
  const names = ids.map((id) => sessionFileName(id, '.json').toLowerCase().normalize('NFC'));
  expect(new Set(names).size).toBe(ids.length);
});

test.each(ids.map((id) => [id]))('%j is one plain file name', (id) => {
  const name = sessionFileName(id, '.json');
  expect(name).toMatch(/^[sh]-[a-z0-9_%-]*\.json$/);
  expect(name.length).toBeLessThan(200);
  expect(isSessionFileName(name, '.json')).toBe(true);
  expect(sessionOfFileName(name, '.json')).toBe(name.startsWith('h-') ? undefined : id);
});

test.each([
  'alpha.json',
  '.tmp-1-1-a-1',
  's-a.json.tmp',
  's-a.jsonl',
  's-A.json',
  's-a.json.0f.corrupt',
  's-%zz.json',
  'h-1.json',
  '.json',
])('%s is no session', (name) => {
  expect(isSessionFileName(name, '.json')).toBe(false);
});
