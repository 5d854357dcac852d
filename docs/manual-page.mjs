import { helpText } from '../dist/harness/cli/help.js';
import { COMMANDS } from '../dist/harness/cli/options.js';

/** crashworthy(1), from the help: a section for the overview and one a command, as they are printed. */
export function manualPage(version) {
  const sections = COMMANDS.filter((command) => !['help', 'version'].includes(command));
  return [
    `.TH CRASHWORTHY 1 "" "crashworthy ${version}"`,
    '.SH NAME',
    'crashworthy \\- crashes a session store at every point and says which promises it keeps',
    '.SH DESCRIPTION',
    ...verbatim(helpText()),
    ...sections.flatMap((command) => [`.SH ${command.toUpperCase()}`, ...verbatim(helpText(command))]),
    '.SH FILES',
    ...verbatim(
      'crashworthy.config.ts        stores and options\ncrashworthy.baseline.json    failures that are known\n.crashworthy/                counterexamples\n',
    ),
    '',
  ].join('\n');
}

/** Lines as they are: a backslash, and a dot or an apostrophe at the beginning, mean something to roff. */
function verbatim(text) {
  const lines = text.trimEnd().split('\n');
  return [
    '.nf',
    ...lines.map((line) =>
      line
        .replaceAll('\\', '\\e')
        .replaceAll('-', '\\-')
        .replace(/^(?=[.'])/, '\\&'),
    ),
    '.fi',
  ];
}
