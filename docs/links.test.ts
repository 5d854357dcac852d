import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import MarkdownIt from 'markdown-it';
import { expect, test } from 'vitest';
// @ts-expect-error it has no types, and needs none: it names headings.
import { headingAnchors } from './heading-anchors.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(path.join(root, 'docs')).flatMap((file) => (file.endsWith('.md') ? [`docs/${file}`] : [])),
];
const markdown = new MarkdownIt({ html: true });

interface Page {
  /** Targets of links and pictures. */
  readonly links: readonly string[];
  /** Names of headings, as GitHub makes them. */
  readonly anchors: ReadonlySet<string>;
}

const read = new Map<string, Page>();

function pageOf(file: string): Page {
  const known = read.get(file);
  if (known !== undefined) return known;
  const tokens = markdown.parse(readFileSync(path.join(root, file), 'utf8'), {});
  const links = tokens.flatMap(({ children }) =>
    (children ?? []).flatMap((token) => {
      const link = token.attrGet('href') ?? token.attrGet('src');
      return link === null ? [] : [String(link)];
    }),
  );
  const anchorOf = headingAnchors();
  const anchors = new Set<string>();
  for (const [index, { type }] of tokens.entries()) {
    if (type !== 'heading_open') continue;
    anchors.add(anchorOf((tokens[index + 1]?.children ?? []).map(({ content }) => content).join('')));
  }
  for (const [, id = ''] of readFileSync(path.join(root, file), 'utf8').matchAll(/<a id="([^"]+)"/g)) anchors.add(id);
  const page = { links, anchors };
  read.set(file, page);
  return page;
}

test.each(pages)('links of %s lead somewhere', (file) => {
  const broken = pageOf(file).links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [target = '', anchor] = decodeURIComponent(link).split('#');
    const to = target === '' ? file : path.join(path.dirname(file), target);
    if (!existsSync(path.join(root, to))) return true;
    return anchor !== undefined && to.endsWith('.md') && !pageOf(to).anchors.has(anchor);
  });
  expect(broken).toEqual([]);
});

test('every page is reached from README.md', () => {
  const reached = new Set(['README.md']);
  for (const file of reached) {
    for (const link of pageOf(file).links) {
      const to = path.join(path.dirname(file), link.split('#')[0] ?? '');
      if (pages.includes(to)) reached.add(to);
    }
  }
  expect(pages.filter((file) => !reached.has(file) && file !== 'CONTRIBUTING.md')).toEqual([]);
});
