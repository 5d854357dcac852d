/** The text of docs/requirements.md, from the requirements as they were built. */
export async function requirementsPage() {
  const { judgedElsewhere, REQUIREMENTS, SUITE_NAMES } = await import('../dist/harness/judge/requirements.js');
  const elsewhere = (one) => judgedElsewhere(one).map(({ kind, defects }) => [kind, defects]);
  const requirementsOf = (name) => REQUIREMENTS.filter(({ suite }) => suite === name);
  const rowOf = ({ id, severity, title, needs }) => row(`[${id}](#${id.toLowerCase()})`, severity, title, needs ?? '');
  return `${[
    '# Requirements',
    'Version 1 of the specification. Generated from `suites/` by `npm run docs`; `crashworthy explain ID` prints the same.',
    'A MUST that fails makes the verdict `broken`; a SHOULD that fails is a warning. A requirement whose need is not met is not applicable. Ids are stable.',
    ...SUITE_NAMES.flatMap((suite) => [
      `## ${suite}`,
      [row('id', '', 'requirement', 'needs'), row('---', '---', '---', '---'), ...requirementsOf(suite).map(rowOf)].join('\n'),
      ...requirementsOf(suite).map((one) => section(one, elsewhere(one))),
    ]),
  ].join('\n\n')}\n`;
}

function section({ id, severity, title, needs, explanation, origin, defects }, elsewhere) {
  const facts = [
    ...(needs === undefined ? [] : [`- Needs: ${needs}.`]),
    `- Origin: ${origin}.`,
    `- Stores that break it: ${named(defects)}.`,
    // Of other kinds of stores, by the same text.
    ...elsewhere.map(([, others]) => `- Judged of a [store on a server](servers.md) too; there breaks it: ${named(others)}.`),
  ];
  return `### ${id}\n\n**${severity}** ${title}\n\n${explanation}\n\n${facts.join('\n')}`;
}

function named(defects) {
  return defects.map((name) => `\`defect:${name}\``).join(', ');
}

function row(...cells) {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
