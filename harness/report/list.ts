import type { Level } from '../verdict/level.ts';
import type { RequirementText } from '../verdict/requirement.ts';
import { painter } from './color.ts';
import { wrap } from './wrap.ts';

/** A requirement with the name of the suite that checks it. */
export interface ListedRequirement extends RequirementText {
  readonly suite: string;
  readonly level: Level;
}

/** The requirements as a table: id, severity, title, and what each needs. Grouped by suite, in the order given. */
export function renderList(
  requirements: readonly ListedRequirement[],
  { color, width }: { color: boolean; width: number },
): string {
  const paint = painter(color);
  const idWidth = Math.max(0, ...requirements.map(({ id }) => id.length));
  const lines: string[] = [];
  let suite: string | undefined;
  for (const requirement of requirements) {
    if (requirement.suite !== suite) {
      if (suite !== undefined) lines.push('');
      suite = requirement.suite;
      lines.push(paint('bold', suite));
    }
    const { id, severity, title, needs } = requirement;
    const first = `  ${id.padEnd(idWidth)}  ${severity.padEnd(6)}  `;
    lines.push(...wrap(title, { width, first }));
    if (needs !== undefined)
      lines.push(...wrap(`needs ${needs}`, { width, first: ' '.repeat(first.length) }).map((line) => paint('dim', line)));
  }
  return `${lines.join('\n')}\n`;
}

/** The same as JSON: an array of the requirements with everything that is known of each. */
export function renderListJson(requirements: readonly ListedRequirement[]): string {
  const plain = requirements.map(({ id, suite, level, severity, title, needs, origin, explanation, defects }) => ({
    id,
    suite,
    level,
    severity,
    title,
    ...(needs === undefined ? {} : { needs }),
    origin,
    explanation,
    defects,
  }));
  return `${JSON.stringify(plain, null, 2)}\n`;
}
