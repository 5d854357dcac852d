import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { telling } from '../../../judge/telling.ts';
import { sampleReport } from '../../sample-report.test-data.ts';
import { fullReport, hostileReport } from './hostile-report.test-data.ts';
import { renderHtml } from './html.ts';

const page = renderHtml(fullReport(), telling);

/** The texts between the tags of an element. */
function contents(of: string, element: string): string[] {
  return [...of.matchAll(new RegExp(`<${element}[^>]*>([\\s\\S]*?)</${element}>`, 'g'))].map(([, text = '']) => text);
}

test('equal reports give equal bytes', () => {
  expect(renderHtml(fullReport(), telling)).toBe(page);
});

test.each([
  ['the end of a script', '</script><script>alert(1)</script>'],
  ['an element with a handler', '<img src=x onerror=alert(1)>'],
  ['the end of an attribute', '" onmouseover="alert(1)" x="'],
  ['the other end of an attribute', "' autofocus onfocus='alert(1)"],
  ['a comment', '<!-- <script>'],
  ['the end of the title', '</title></style><svg onload=alert(1)>'],
])('%s in every text changes no tag', (_what, hostile) => {
  // What is left of a page without the texts between its tags, which are escaped, and without the values of attributes.
  const skeleton = (text: string) =>
    [...text.matchAll(/<\/?[a-z][a-z0-9]*(?:\s+[a-z-]+(?:="[^"]*")?)*\s*\/?>/gi)].map(([tag]) => tag.replace(/"[^"]*"/g, '""'));
  const spoilt = renderHtml(hostileReport(hostile), telling);
  expect(skeleton(spoilt)).toEqual(skeleton(page));
  expect(spoilt.split('<').length).toBe(page.split('<').length);
});

test('the policy allows this script and this style and nothing else', () => {
  const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1]?.replaceAll('&#39;', "'") ?? '';
  const hash = (text: string | undefined) =>
    `'sha256-${createHash('sha256')
      .update(text ?? '')
      .digest('base64')}'`;
  const [style] = contents(page, 'style');
  const script = contents(page, 'script').at(-1);
  expect(policy.split('; ')).toEqual([
    "default-src 'none'",
    `style-src ${hash(style)}`,
    `script-src ${hash(script)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ]);
});

test('nothing is loaded from elsewhere', () => {
  const urls = [...page.matchAll(/(?:src|href|url)\s*[=(]\s*"?([^")\s>]+)/g)].map(([, url = '']) => url);
  expect(urls.filter((url) => !url.startsWith('#') && url !== 'data:,')).toEqual([]);
});

test('the report is in it', () => {
  const json = /<script type="application\/json" id="report">([\s\S]*?)<\/script>/.exec(page)?.[1] ?? '';
  expect(JSON.parse(json)).toEqual(fullReport());
});

test('every id is there once, and what is linked to is there', () => {
  const body = page.slice(0, page.indexOf('<script'));
  const ids = [...body.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const links = [...body.matchAll(/(?:href="#|aria-labelledby=")([^"]+)"/g)].map(([, id]) => id);
  expect(links.filter((id) => !ids.includes(id))).toEqual([]);
});

test.each([
  ['the package', '@acme/json-store@1.2.3'],
  ['the level', 'none of those up to AAA'],
  ['the counts', '3 failed'],
  ['the line of the store', 'src/json-store.ts:42:7'],
  ['how it is replayed', 'npx crashworthy replay .crashworthy/json-store-CRASH-1.json'],
  ['the fix', 'Fix verified under ext4, xfs, btrfs, posix.'],
  ['what a store shows at a moment', 'a: reading it failed with SyntaxError'],
  ['what is gone from the disk', 'gone</span>'],
  ['a long run of NULs, counted', '\\x00 (40 times)'],
  ['an operation that never returned', '(it never returned)'],
  ['other models', 'Under failed-fsync it fails on another disk'],
  ['what was observed beside the claims', 'After a power loss under xfs, posix: Session a cannot be read'],
  ['a finding', 'a library leaves that to the program'],
])('it says %s', (_what, text) => {
  expect(page).toContain(text);
});

test('a store without failures', () => {
  const conforms = renderHtml(
    sampleReport({ verdict: 'conforms', holds: 'AA', requirements: [], findings: [], observations: [] }),
    telling,
  );
  expect(conforms).toContain('AA: And a power cut');
  expect(conforms).not.toContain('id="failures"');
});
