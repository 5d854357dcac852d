/** The text of docs/requirements.md, from the requirements as they were built. */
export async function requirementsPage() {
  const { CRASH_REQUIREMENTS, SUITE_NAME } = await import('../dist/suites/crash-injection/requirements.js');
  const rows = CRASH_REQUIREMENTS.map(({ id, severity, title, needs }) =>
    row(`[${id}](#${id.toLowerCase()})`, severity, title, needs ?? ''),
  );
  return `${[
    '# Requirements',
    'Version 1 of the specification. Generated from `suites/` by `npm run docs`; `crashworthy explain ID` prints the same.',
    'A MUST that fails makes the verdict `broken`; a SHOULD that fails is a warning. A requirement whose need is not met is not applicable. Ids are stable.',
    `## ${SUITE_NAME}`,
    [row('id', '', 'requirement', 'needs'), row('---', '---', '---', '---'), ...rows].join('\n'),
    ...CRASH_REQUIREMENTS.map(section),
  ].join('\n\n')}\n`;
}

function section({ id, severity, title, needs, explanation, origin, defects }) {
  const facts = [
    ...(needs === undefined ? [] : [`- Needs: ${needs}.`]),
    `- Origin: ${origin}.`,
    `- Stores that break it: ${defects.map((name) => `\`defect:${name}\``).join(', ')}.`,
  ];
  return `### ${id}\n\n**${severity}** ${title}\n\n${explanation}\n\n${facts.join('\n')}`;
}

function row(...cells) {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
