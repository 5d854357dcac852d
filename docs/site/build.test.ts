import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';

let site: string;
beforeAll(async () => {
  site = mkdtempSync(path.join(tmpdir(), 'site-'));
  await execa(process.execPath, [fileURLToPath(new URL('build.mjs', import.meta.url)), site]);
});
afterAll(() => rmSync(site, { recursive: true, force: true }));

test('every link leads to a page and a heading that are there', () => {
  const pages = readdirSync(site).filter((file) => file.endsWith('.html'));
  expect(pages).toContain('index.html');
  expect(pages.length).toBeGreaterThan(20);
  const textOf = new Map(pages.map((page) => [page, readFileSync(path.join(site, page), 'utf8')]));
  const broken = [...textOf].flatMap(([page, text]) =>
    [...text.matchAll(/(?:href|src)="([^"]*)"/g)].flatMap(([, link = '']) => {
      if (/^[a-z]+:/.test(link)) return [];
      const [file = '', anchor] = decodeURIComponent(link).split('#');
      const to = file === '' ? page : file;
      // What is only in the repository is no page.
      if (
        /^(LICENSE|CHANGELOG\.md|CONTRIBUTING\.md|fixtures\/|hosts\/|bench\/|calibration\/|harness\/|adapters\/|suites\/|action\.yml)/.test(
          to,
        )
      )
        return [];
      if (!existsSync(path.join(site, to))) return [`${page}: ${link}`];
      const known = anchor === undefined || textOf.get(to)?.includes(` id="${anchor}"`) !== false;
      return known ? [] : [`${page}: ${link}`];
    }),
  );
  expect(broken).toEqual([]);
});

test('the search knows headings of all pages', () => {
  const search = readFileSync(path.join(site, 'search.js'), 'utf8');
  expect(search).toContain('"page":"baseline.html","text":"Known failures","anchor":"known-failures"');
});
