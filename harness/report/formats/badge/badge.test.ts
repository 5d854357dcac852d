import { XmlDocument } from 'libxml2-wasm';
import { expect, test } from 'vitest';
import type { Report } from '../../../verdict/report.ts';
import { sampleReport } from '../../sample-report.test-data.ts';
import { renderBadge } from './badge.ts';
import { renderBadgeSvg } from './badge-svg.ts';
import { textWidth } from './text-width.ts';

const CASES: [Partial<Report>, message: string, color: string][] = [
  [{ verdict: 'conforms', holds: 'AAA' }, 'AAA', 'brightgreen'],
  [{ verdict: 'broken', holds: 'AA' }, 'AA', 'green'],
  [{ verdict: 'broken', holds: 'A' }, 'A', 'yellowgreen'],
  [{ verdict: 'broken' }, 'broken', 'red'],
  [{ verdict: 'conforms' }, 'conforms', 'green'],
  [{ verdict: 'incomplete' }, 'incomplete', 'lightgrey'],
  [{ verdict: 'harness-error' }, 'harness error', 'lightgrey'],
  [{ verdict: 'interrupted' }, 'interrupted', 'lightgrey'],
];

test.each(CASES)('%j shows %s', (changes, message, color) => {
  const report = sampleReport(changes);
  expect(JSON.parse(renderBadge(report))).toEqual({ schemaVersion: 1, label: 'crashworthy', message, color });
  expect(renderBadgeSvg(report)).toContain(`<title>crashworthy: ${message}</title>`);
});

test('the picture has a name, and asks nobody for anything', () => {
  const svg = renderBadgeSvg(sampleReport({ holds: 'AA' }));
  using document = XmlDocument.fromString(svg);
  expect(document.root.attr('role')?.value).toBe('img');
  expect(document.root.attr('aria-label')?.value).toBe('crashworthy: AA');
  expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|url\((?!#)|href|@import|<style|<script/);
});

test.each(CASES)('white on the color of %j can be read: a contrast of 4.5 or more', (changes) => {
  const fills = [...renderBadgeSvg(sampleReport(changes)).matchAll(/<rect[^>]* fill="(#[0-9a-f]{6})"/g)].map(
    ([, fill = '']) => fill,
  );
  expect(fills).toHaveLength(2);
  for (const fill of fills) expect(1.05 / (luminance(fill) + 0.05)).toBeGreaterThanOrEqual(4.5);
});

/** WCAG 2.2, relative luminance. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

test('widths', () => {
  expect(textWidth('')).toBe(0);
  expect(textWidth('m')).toBeGreaterThan(textWidth('i'));
  expect(textWidth('😀')).toBe(11);
});
