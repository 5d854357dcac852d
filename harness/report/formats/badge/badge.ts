import type { Report } from '../../../verdict/report.ts';
import type { ReportFormat } from '../report-format.ts';
import { BADGE_LABEL, badgeText } from './badge-text.ts';

/** What an endpoint badge of shields.io is drawn from (https://shields.io/badges/endpoint-badge). */
export function renderBadge(report: Report): string {
  return `${JSON.stringify({ schemaVersion: 1, label: BADGE_LABEL, ...badgeText(report) })}\n`;
}

export const badge: ReportFormat = {
  name: 'badge',
  extension: 'json',
  about: 'the level that holds, for shields.io',
  render: renderBadge,
};
