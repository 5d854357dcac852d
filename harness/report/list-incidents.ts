import { painter } from './color.ts';
import { shortIds } from './short-ids.ts';
import { wrap } from './wrap.ts';

/** One stage of an incident, and what is known of it. */
export interface ListedIncident {
  /** What to type to judge it. */
  readonly target: string;
  readonly incident: number;
  /** What the incident is about. */
  readonly title: string;
  readonly stage: string;
  readonly story: string;
  readonly fails: readonly string[];
  readonly passes: readonly string[];
}

/** The incidents as a table: target, what it was, and the requirements that it fails. Grouped by incident, in the order given. */
export function renderIncidents(
  incidents: readonly ListedIncident[],
  { color, width }: { color: boolean; width: number },
): string {
  const paint = painter(color);
  const targetWidth = Math.max(0, ...incidents.map(({ target }) => target.length));
  const lines: string[] = [];
  let group: number | undefined;
  for (const { target, incident, title, story, fails } of incidents) {
    if (incident !== group) {
      if (group !== undefined) lines.push('');
      group = incident;
      lines.push(paint('bold', `${incident}. ${title}`));
    }
    const first = `  ${target.padEnd(targetWidth)}  `;
    lines.push(...wrap(story, { width, first }));
    lines.push(...wrap(`fails ${shortIds(fails)}`, { width, first: ' '.repeat(first.length) }).map((line) => paint('dim', line)));
  }
  return `${lines.join('\n')}\n`;
}

/** The same as JSON: an array, with what each passes as well. */
export function renderIncidentsJson(incidents: readonly ListedIncident[]): string {
  const plain = incidents.map(({ target, incident, title, stage, story, fails, passes }) => ({
    target,
    incident,
    title,
    stage,
    story,
    fails,
    passes,
  }));
  return `${JSON.stringify(plain, null, 2)}\n`;
}
