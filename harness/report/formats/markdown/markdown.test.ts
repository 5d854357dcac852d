import MarkdownIt from 'markdown-it';
import { expect, test } from 'vitest';
import { telling } from '../../../judge/telling.ts';
import { sampleCounterexample, sampleReport, sampleRequirement } from '../../sample-report.test-data.ts';
import { renderMarkdown } from './markdown.ts';
import { fenced, inline, table } from './markdown-text.ts';

const markdown = new MarkdownIt({ html: true, linkify: true });

test('shows the verdict, what failed with the worst first, what was not decided and the findings', async () => {
  await expect(renderMarkdown(sampleReport(), telling)).toMatchFileSnapshot('./markdown.golden.md');
});

test('a store that passes needs no more than its counts', () => {
  const report = sampleReport({ verdict: 'conforms', holds: 'AAA', requirements: [sampleRequirement()], findings: [] });
  expect(renderMarkdown(report, telling)).toMatch(/^## json-store: conforms, level AAA holds\n\n.*\n\n1 passed\n$/);
});

test.each([
  '<b>x</b>',
  '<script>alert(1)</script>',
  '`a`',
  '**a** _b_ ~~c~~',
  '[a](https://example.org)',
  '![a](b.png)',
  'https://example.org www.example.org',
  'a\n# b\n- c',
  '\\<b>',
  '&lt;b&gt;',
  '|a|b|',
  '@somebody #1 $x$ :tada: mailto:a@b.example',
  'snake_case __init__ _a_ a_ _',
  '</summary></details>',
])('%j is shown as it is', (text) => {
  const shown = text.replaceAll('\n', ' ');
  const html = markdown.render(table(['a', 'b'], [[inline(text), 'x']]).join('\n'));
  const cell = /<td>([\s\S]*?)<\/td>/.exec(html)?.[1] ?? '';
  expect(cell).not.toContain('<');
  expect(cell.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')).toBe(shown);
  expect(html.match(/<td>/g)).toHaveLength(2);
});

test('a fence is longer than any run of backticks in it', () => {
  const lines = ['```', 'text', '`````', '</details>', '~~~'];
  expect(markdown.parse(fenced(lines).join('\n'), {})).toMatchObject([{ type: 'fence', content: `${lines.join('\n')}\n` }]);
});

test('GitHub takes 1 MiB: what is longer says that it was cut', () => {
  const counterexample = sampleCounterexample({ observed: 'word '.repeat(40_000) });
  const requirements = Array.from({ length: 6 }, (_, index) =>
    sampleRequirement({ id: `CRASH-${index}`, verdict: 'fail', counterexample }),
  );
  const text = renderMarkdown(sampleReport({ requirements }), telling);
  expect(Buffer.byteLength(text)).toBeLessThan(2 ** 20);
  expect(text).toMatch(/\n\n\d failures? more would be too long here; the JSON report has them\.\n/);
});
