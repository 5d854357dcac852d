import type { Level } from '../../../verdict/level.ts';
import type { OverallVerdict, Report } from '../../../verdict/report.ts';
import { OVERALL_WORDS } from '../../verdict-words.ts';

/** What a badge says on its right: the highest level that holds, or, where none does, the verdict. */
export interface BadgeText {
  message: string;
  color: BadgeColor;
}

/** As shields.io names them. */
export type BadgeColor = 'brightgreen' | 'green' | 'yellowgreen' | 'red' | 'lightgrey';

export const BADGE_LABEL = 'crashworthy';

export function badgeText({ holds, verdict }: Pick<Report, 'holds' | 'verdict'>): BadgeText {
  return holds === undefined
    ? { message: OVERALL_WORDS[verdict], color: VERDICT_COLORS[verdict] }
    : { message: holds, color: LEVEL_COLORS[holds] };
}

const LEVEL_COLORS: { readonly [L in Level]: BadgeColor } = { A: 'yellowgreen', AA: 'green', AAA: 'brightgreen' };

/** `conforms` without a level: not all of a level was tried. */
const VERDICT_COLORS: { readonly [V in OverallVerdict]: BadgeColor } = {
  conforms: 'green',
  broken: 'red',
  incomplete: 'lightgrey',
  'stale-baseline': 'lightgrey',
  'harness-error': 'lightgrey',
  interrupted: 'lightgrey',
};
