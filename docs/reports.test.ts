import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { REPORT_FORMATS } from '../harness/report/formats/index.ts';

const reports = readFileSync(new URL('reports.md', import.meta.url), 'utf8');
const commandLine = readFileSync(new URL('cli.md', import.meta.url), 'utf8');

test.each(REPORT_FORMATS)(
  '$name has a row in docs/reports.md, with how its files end, and leads to a part of it',
  ({ name, extension }) => {
    const row = new RegExp(`^\\| \\[\`${name}\`\\]\\(#([a-z]+)\\) \\| .+ \\| \`\\.${extension}\` \\|$`, 'm').exec(reports);
    expect(reports).toMatch(new RegExp(`^## ${row?.[1]}$`, 'm'));
  },
);

test('docs/reports.md and docs/cli.md name all forms, and no others', () => {
  const names = REPORT_FORMATS.map(({ name }) => name);
  expect([...reports.matchAll(/^\| \[`([a-z-]+)`\]\(#/gm)].map(([, name]) => name)).toEqual(names);
  const option = /^\| `-r`, `--reporter` \| (.*?), each with or without/m.exec(commandLine)?.[1];
  expect(option).toBe(names.map((name) => `\`${name}\``).join(', '));
});
