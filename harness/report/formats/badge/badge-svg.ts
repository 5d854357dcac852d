import type { Report } from '../../../verdict/report.ts';
import type { ReportFormat } from '../report-format.ts';
import { BADGE_LABEL, type BadgeColor, badgeText } from './badge-text.ts';
import { textWidth } from './text-width.ts';

/** The badge as a picture of its own: no request to anybody, no font but those that are there. */
export function renderBadgeSvg(report: Report): string {
  const { message, color } = badgeText(report);
  const [left, right] = [BADGE_LABEL, message].map((text) => Math.ceil(textWidth(text)) + 2 * PADDING);
  return svg({ left: { text: BADGE_LABEL, width: left ?? 0 }, right: { text: message, width: right ?? 0 }, fill: FILLS[color] });
}

/** Pixels. */
const PADDING = 6;
const HEIGHT = 20;
const BASELINE = 14;

/** White on each has a contrast of 4.5 to 1 or more (WCAG 2.2, 1.4.3). */
const FILLS: { readonly [C in BadgeColor]: string } = {
  brightgreen: '#1a7f37',
  green: '#2c7a4b',
  yellowgreen: '#5f7a16',
  red: '#c0302b',
  lightgrey: '#6a6f76',
};

interface Half {
  text: string;
  /** Pixels. */
  width: number;
}

function svg({ left, right, fill }: { left: Half; right: Half; fill: string }): string {
  const width = left.width + right.width;
  const title = `${escaped(left.text)}: ${escaped(right.text)}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEIGHT}" viewBox="0 0 ${width} ${HEIGHT}" role="img" aria-label="${title}">`,
    `  <title>${title}</title>`,
    `  <clipPath id="r"><rect width="${width}" height="${HEIGHT}" rx="3"/></clipPath>`,
    `  <g clip-path="url(#r)">`,
    `    <rect width="${left.width}" height="${HEIGHT}" fill="#3d444d"/>`,
    `    <rect x="${left.width}" width="${right.width}" height="${HEIGHT}" fill="${fill}"/>`,
    '  </g>',
    '  <g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11" text-anchor="middle" aria-hidden="true">',
    textLine(left, 0),
    textLine(right, left.width),
    '  </g>',
    '</svg>',
    '',
  ].join('\n');
}

/** Stretched to the width that was reckoned with, whatever the font. */
function textLine({ text, width }: Half, x: number): string {
  const length = width - 2 * PADDING;
  return `    <text x="${x + width / 2}" y="${BASELINE}" textLength="${length}" lengthAdjust="spacingAndGlyphs">${escaped(text)}</text>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

export const badgeSvg: ReportFormat = {
  name: 'badge-svg',
  extension: 'svg',
  about: 'the same as a picture',
  render: renderBadgeSvg,
};
