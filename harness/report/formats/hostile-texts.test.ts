import { validate } from 'ctrf';
import { XmlDocument } from 'libxml2-wasm';
import MarkdownIt from 'markdown-it';
import { expect, test } from 'vitest';
import { telling } from '../../judge/telling.ts';
import type { Operation } from '../../model/operation.ts';
import type { Report, RequirementReport } from '../../verdict/report.ts';
import { sampleCounterexample, sampleReport, sampleRequirement } from '../sample-report.test-data.ts';
import { REPORT_FORMATS } from './index.ts';

// One report through every form that programs read. Whatever a store calls its sessions and files, each form can be read by those that read it.

const HOSTILE = [
  '</script><script>alert(1)</script>',
  '<!-- --> <img src=x onerror=alert(1)>',
  ']]> <![CDATA[ &amp; &#0; &lt;',
  'a|b||c',
  '`` ``` ````` ~~~~',
  '</details></summary>\n\n# heading\n\n- item\n\n<b>bold</b>',
  '%0A::error::mine %25',
  'a\r\n::error file=x::y\n::stop-commands::z',
  '👩‍🚀 🦀 é e\u0301',
  'nul \u0000 escape \u001b[31m bell \u0007 delete \u007f',
  'lone \ud800 and \udc00 surrogates',
  '\u202eright to left \u2028 separator \ufeff \ufffe \uffff',
  '"quotes" \'apostrophes\' \\ backslash $x {y}',
  '@somebody #1 www.example.org https://example.org :tada: $a$ [a](b) ![c](d) **e** _f_',
  '',
];
const all = HOSTILE.join(' ');

/** A report in which each of them is wherever a store has a say, and wherever it has none. */
function hostileReport(): Report {
  const requirements = HOSTILE.map((text, index): RequirementReport => {
    const callSite = { api: text, file: `src/${text}.ts`, line: 1, column: 2, functionName: text };
    const files = [{ path: text, kind: 'file', sizeBytes: 1, excerpt: text }] as const;
    const operations: Operation[] = [{ op: 'create', session: text, fields: { [text]: text } }];
    const counterexample = sampleCounterexample({
      requirement: text,
      expected: text,
      observed: `${text}${all}`,
      story: [text],
      callSite,
      files: [...files],
      operations,
    });
    const id = `X-${index}${text}`;
    return sampleRequirement({ id, title: `t${text}`, verdict: 'fail', counterexample, counterexampleFile: `${text}.json` });
  });
  const { store } = sampleReport();
  return sampleReport({
    store: { ...store, name: `store ${all}`, target: all, package: { name: all, version: all } },
    requirements: [
      ...requirements,
      ...HOSTILE.map((text) =>
        sampleRequirement({ id: `Y${text}`, suite: `suite ${text}`, verdict: 'not-testable', reason: text }),
      ),
    ],
    observations: [],
    findings: HOSTILE.map((text) => ({ code: `CW_${text}`, level: 'error', message: text, hint: text })),
  });
}

// In a terminal the ids of requirements are shown as they are: those are ours.
const NAMES = REPORT_FORMATS.map(({ name }) => name).filter((name) => name !== 'terminal');
const report = hostileReport();
const text = (name: string) =>
  REPORT_FORMATS.find((format) => format.name === name)?.render(report, { telling, color: false, width: 100 }) ?? '';

test.each(NAMES)('%s ends with a line feed, and is well-formed UTF-8', (name) => {
  expect(text(name)).toMatch(/\n$/);
  expect(Buffer.from(text(name)).toString()).toBe(text(name));
  expect(text(name)).toBe(text(name));
});

// The JSON report keeps texts as they are: JSON spells controls out by itself.
test.each(NAMES)('%s has no control character but the line feed', (name) => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(text(name)).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
});

test.each(['junit', 'badge-svg'])('%s is XML', (name) => {
  using document = XmlDocument.fromString(text(name));
  expect(document.root.name).toBe(name === 'junit' ? 'testsuites' : 'svg');
});

test('junit has each case, and no element that is not its own', () => {
  using document = XmlDocument.fromString(text('junit'));
  expect(document.find('//testcase')).toHaveLength(HOSTILE.length * 3);
  expect(document.find('//testcase/failure')).toHaveLength(HOSTILE.length * 2);
  expect(document.find('//script | //img | //b')).toEqual([]);
});

test.each(['json', 'ctrf', 'sarif', 'badge'])('%s is JSON', (name) => {
  expect(() => JSON.parse(text(name))).not.toThrow();
});

test('ctrf is valid', () => {
  expect(validate(JSON.parse(text('ctrf')))).toMatchObject({ valid: true, errors: [] });
});

test('sarif has a result for each failure, and URIs that can be parsed', () => {
  const { results } = JSON.parse(text('sarif')).runs[0];
  expect(results).toHaveLength(HOSTILE.length);
  for (const { locations } of results) {
    const { uri } = locations[0].physicalLocation.artifactLocation;
    expect(new URL(uri, 'file:///root/').pathname).toMatch(/^\/root\/src\//);
  }
});

test('github has a line for each command, and none that is not its own', () => {
  const lines = text('github').trimEnd().split('\n');
  const distinctReasons = HOSTILE.length;
  expect(lines).toHaveLength(HOSTILE.length * 2 + distinctReasons + 1);
  for (const line of lines) expect(line).toMatch(/^::(error|warning|notice) (file=[^,:]*,line=1,col=2,)?title=[^,:]*::/);
});

test('markdown has no element and no link that is not its own', () => {
  const tokens = new MarkdownIt({ html: true, linkify: true }).parse(text('markdown'), {});
  const html = tokens.filter(({ type }) => type === 'html_block').map(({ content }) => content);
  expect(html).toHaveLength(HOSTILE.length * 2);
  for (const block of html) expect(block).toMatch(/^(<details>\n<summary>[^<>]*<\/summary>|<\/details>)\n$/);
  const parts = tokens.flatMap(({ children }) => children ?? []);
  const links = parts.filter(({ type }) => type === 'link_open').map((token) => token.attrGet('href') ?? '');
  expect(links).toHaveLength(HOSTILE.length);
  for (const link of links) expect(link).toMatch(/^https:\/\/unpkg\.com\/crashworthy@0\.1\.0\/docs\/requirements\.md#/);
  expect(new Set(parts.map(({ type }) => type))).toEqual(
    new Set(['text', 'link_open', 'link_close', 'strong_open', 'strong_close']),
  );
  expect(tokens.filter(({ type }) => type === 'fence')).toHaveLength(HOSTILE.length);
  expect(tokens.filter(({ type }) => type === 'heading_open')).toHaveLength(4);
});
