import { LEVEL_QUESTIONS } from '../verdict/level.ts';
import { painter } from './color.ts';
import type { ListedRequirement } from './list.ts';
import { wrap } from './wrap.ts';

/** What `crashworthy explain ID` prints: the requirement, what goes wrong without it, where it comes from, and defects to try. */
export function renderExplanation(requirement: ListedRequirement, { color, width }: { color: boolean; width: number }): string {
  const paint = painter(color);
  const { id, severity, level, suite, title, needs, explanation, origin, defects } = requirement;
  const lines = [
    `${paint('bold', id)}  ${severity}  ${paint('dim', suite)}`,
    ...wrap(title, { width }).map((line) => paint('bold', line)),
    '',
  ];
  for (const paragraph of paragraphs(explanation)) lines.push(...wrap(paragraph, { width }), '');
  const facts: [string, string][] = [['Level', `${level}. ${LEVEL_QUESTIONS[level]}`]];
  if (needs !== undefined) facts.push(['Needs', `${needs}; otherwise it is not applicable`]);
  facts.push(['Origin', origin]);
  for (const [name, text] of facts) lines.push(...wrap(text, { width, first: name.padEnd(9) }));
  if (defects.length > 0) {
    lines.push(
      '',
      defects.length === 1
        ? 'A store that breaks it, to see what the report says:'
        : 'Stores that break it, to see what the report says:',
    );
    lines.push(...defects.map((defect) => `  npx crashworthy defect:${defect}`));
  }
  return `${lines.join('\n')}\n`;
}

/** Line feeds inside a paragraph are those of the source code, not the reader's. */
function paragraphs(text: string): string[] {
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim())
    .filter((paragraph) => paragraph !== '');
}
