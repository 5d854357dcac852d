import type { ReportFormat } from '../report-format.ts';
import { renderQuiet, renderShort } from './short-report.ts';
import { renderWhole } from './whole-report.ts';

export const terminal: ReportFormat = {
  name: 'terminal',
  extension: 'txt',
  about: 'for people',
  render: (report, surroundings) => RENDERERS[surroundings.detail ?? 'usual'](report, surroundings),
};

const RENDERERS = { usual: renderShort, verbose: renderWhole, quiet: renderQuiet } as const;
