// `npm run site`: the documents as a site of plain pages in `site/`, or in the directory that is named, with a search that needs no server.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import MarkdownIt from 'markdown-it';
import { headingAnchors } from '../heading-anchors.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const target = path.resolve(process.argv[2] ?? path.join(root, 'site'));
const markdown = new MarkdownIt({ html: false, linkify: false });

/** In the order of the menu; whatever else there is follows by name. */
const FIRST = [
  'README',
  'tour',
  'what-is-checked',
  'adapters',
  'baseline',
  'ci',
  'reports',
  'html-report',
  'config',
  'cli',
  'requirements',
  'results',
];

const names = [
  'README',
  ...readdirSync(path.join(root, 'docs')).flatMap((file) => (file.endsWith('.md') ? [file.slice(0, -3)] : [])),
];
const order = (name) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
names.sort((a, b) => order(a) - order(b) || (a < b ? -1 : 1));

const fileOf = (name) => (name === 'README' ? 'README.md' : `docs/${name}.md`);
const pages = names.map((name) => ({ name, text: readFileSync(path.join(root, fileOf(name)), 'utf8') }));

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const titles = pages.map(({ name, text }) => ({ name, title: /^# (.+)$/m.exec(text)?.[1]?.replaceAll('`', '') ?? name }));
const index = [];
for (const page of pages) {
  const { html, headings } = rendered(page);
  index.push(...headings.map(({ text, anchor }) => ({ page: pageFile(page.name), text, anchor })));
  writeFileSync(path.join(target, pageFile(page.name)), whole(page.name, html));
}
const search = readFileSync(new URL('search.js', import.meta.url), 'utf8');
writeFileSync(path.join(target, 'search.js'), `globalThis.HEADINGS = ${embedded(index)};\n${search}`);
cpSync(new URL('page.css', import.meta.url), path.join(target, 'page.css'));
for (const file of readdirSync(path.join(root, 'docs')).filter((one) => one.endsWith('.png')))
  cpSync(path.join(root, 'docs', file), path.join(target, file));
for (const folder of ['schema', 'docs/results'])
  cpSync(path.join(root, folder), path.join(target, path.basename(folder)), { recursive: true });
console.log(`${pages.length} pages in ${path.relative(process.cwd(), target) || '.'}`);

function pageFile(name) {
  return name === 'README' ? 'index.html' : `${name}.html`;
}

function rendered({ name, text }) {
  const tokens = markdown.parse(text, {});
  const headings = [];
  const anchorOf = headingAnchors();
  for (const [at, token] of tokens.entries()) {
    if (token.type === 'heading_open') {
      const heading = (tokens[at + 1].children ?? []).map(({ content }) => content).join('');
      const anchor = anchorOf(heading);
      token.attrSet('id', anchor);
      headings.push({ text: heading, anchor });
    }
    for (const child of token.children ?? []) {
      for (const attribute of ['href', 'src']) {
        const link = child.attrGet(attribute);
        if (link !== null) child.attrSet(attribute, moved(link, name));
      }
    }
  }
  // GitHub hides comments; so does the site.
  return { html: markdown.renderer.render(tokens, markdown.options, {}).replaceAll(/<p>&lt;!--.*?--&gt;<\/p>/gs, ''), headings };
}

/** A link of a document as one of the site: all pages are beside each other. */
function moved(link, from) {
  if (/^[a-z]+:|^#/.test(link)) return link;
  const [file, anchor] = link.split('#');
  const to = path.posix.join(path.posix.dirname(fileOf(from)), file);
  const name = to === 'README.md' ? 'README' : /^docs\/([^/]+)\.md$/.exec(to)?.[1];
  const page = name === undefined ? to.replace(/^docs\//, '') : pageFile(name);
  return anchor === undefined ? page : `${page}#${anchor}`;
}

function whole(current, html) {
  const menu = titles.map(({ name, title }) => {
    const here = name === current ? ' aria-current="page"' : '';
    return `<li><a href="${pageFile(name)}"${here}>${escaped(title)}</a></li>`;
  });
  const { title } = titles.find(({ name }) => name === current);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} · crashworthy</title>
<link rel="stylesheet" href="page.css">
<script src="search.js" defer></script>
</head>
<body>
<nav aria-label="Pages">
<label>Search <input type="search" id="search" autocomplete="off"></label>
<ul id="found" aria-live="polite"></ul>
<ul id="menu">${menu.join('\n')}</ul>
</nav>
<main>
${html}</main>
</body>
</html>
`;
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

function embedded(value) {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
