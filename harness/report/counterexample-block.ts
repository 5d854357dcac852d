import type { ClientOperation, PathSpelling } from '../model/program.ts';
import {
  type Attribution,
  attributionOf,
  type CallSite,
  type ConcurrentPatchCounterexample,
  type Counterexample,
  type FileView,
} from '../verdict/counterexample.ts';
import type { Severity } from '../verdict/requirement.ts';
import type { Paint } from './color.ts';
import { countOf } from './count.ts';
import { crashHeading, isPowerLoss } from './crash-heading.ts';
import { fixText } from './fix-text.ts';
import { operationLine } from './operation-line.ts';
import { printable } from './printable.ts';
import { shellWord } from './shell-word.ts';
import { ellipsis, lengthOf, wrap } from './wrap.ts';

export interface BlockOptions {
  paint: Paint;
  /** Columns. Prose is wrapped, excerpts of files are cut. */
  width: number;
  title: string;
  severity: Severity;
  /** What the requirement came to under each model, in a line. */
  byModel?: string;
  /** What to hand to `crashworthy replay`; without it the block ends with the hint. */
  file?: string;
}

/**
 * A failure for people, as lines without a line feed: the requirement, the operations, the crash, the disk as the crash left it,
 * expected and found, where in the store's code and what would mend it, how it was confirmed, and how to make it happen again.
 */
export function counterexampleBlock(counterexample: Counterexample, options: BlockOptions): string[] {
  const { paint, width, title, severity, byModel, file } = options;
  const attribution = attributionOf(counterexample);
  const torn = counterexample.scenario === 'torn-read';
  const lines = [
    rule(`${counterexample.requirement}  ${severity}`, paint, width),
    ...wrap(printable(title), { width }).map((line) => paint('bold', line)),
    ...(byModel === undefined ? [] : wrap(byModel, { width })),
    '',
    ...section(
      [counterexample.scenario === 'concurrent-patch' ? 'Before the clients began' : 'Operations'],
      operations(counterexample, width),
      paint,
    ),
    ...(counterexample.scenario === 'concurrent-patch' ? clientSections(counterexample, { paint, width }) : []),
    ...section(wrap(crashHeading(counterexample), { width }), story(counterexample, width), paint),
    ...(torn && counterexample.files.length === 0
      ? []
      : section([DISK[counterexample.scenario]], disk(counterexample.files, width), paint)),
    ...labelled('Expected', counterexample.expected, options, 'green'),
    ...labelled('Found', counterexample.observed, options, 'red'),
  ];
  if (counterexample.scenario === 'concurrent-patch' && counterexample.why !== undefined)
    lines.push(...labelled('Why', counterexample.why, options));
  if (isPowerLoss(counterexample)) lines.push(...labelled('Possible', `under ${counterexample.models.join(', ')}`, options));
  if (attribution !== undefined) lines.push(...cause(attribution, options));
  else if (counterexample.callSite !== undefined)
    lines.push(...labelled('At', callSite(counterexample.callSite), options, 'cyan'));
  if (counterexample.confirmations.length > 0) lines.push(...labelled('Checked', confirmations(counterexample), options));
  lines.push('');
  if (file !== undefined) lines.push(`${paint('dim', label('Replay'))}npx crashworthy replay ${shellWord(file)}`);
  lines.push(`${paint('dim', label('Hint:'))}npx crashworthy explain ${counterexample.requirement}`);
  return lines;
}

const DISK: { readonly [S in Counterexample['scenario']]: string } = {
  crash: 'Disk as the crash left it',
  'crash-in-recovery': 'Disk as the crash left it',
  'repeated-crashes': 'Disk as the crash left it',
  'torn-read': 'Disk as the writer had left it',
  'concurrent-patch': 'Disk as the clients left it',
  'corrupt-file': 'Disk after the damage',
  'failing-disk': 'Disk in the end',
  identity: 'Disk in the end',
};

/** A heading with a line to the right edge. */
export function rule(heading: string, paint: Paint, width: number): string {
  const tail = '─'.repeat(Math.max(3, width - lengthOf(heading) - 5));
  return `${paint('red', '───')} ${paint('bold', heading)} ${paint('red', tail)}`;
}

const LABEL_WIDTH = 10;

function label(name: string): string {
  return name.padEnd(LABEL_WIDTH);
}

function section(heading: string[], lines: string[], paint: Paint): string[] {
  return lines.length === 0 ? [] : [...heading.map((line) => paint('dim', line)), ...lines, ''];
}

function labelled(name: string, text: string, { paint, width }: BlockOptions, style?: 'green' | 'red' | 'cyan'): string[] {
  const [head = '', ...rest] = wrap(printable(text), { width, first: label(name) });
  const shown = head.slice(LABEL_WIDTH);
  const color = (line: string) => (style === undefined ? line : paint(style, line));
  return [
    `${paint('dim', label(name))}${color(shown)}`,
    ...rest.map((line) => `${' '.repeat(LABEL_WIDTH)}${color(line.slice(LABEL_WIDTH))}`),
  ];
}

function cause(attribution: Attribution, options: BlockOptions): string[] {
  const { sentence, first, second } = attribution;
  return [
    ...labelled('Cause', sentence, options),
    ...labelled('Lost', callSite(first), options, 'cyan'),
    ...(second === undefined ? [] : labelled('Too early', callSite(second), options, 'cyan')),
    ...labelled('Fix', fixText(attribution), options),
  ];
}

function operations({ operations: list }: { readonly operations: readonly ClientOperation[] }, width: number): string[] {
  const digits = String(list.length).length;
  return list.flatMap((operation, index) =>
    wrap(operationLine(operation), { width, first: `  ${String(index + 1).padStart(digits)}  ` }),
  );
}

/** What each client does: after the operations above, and at the same time as the others. */
function clientSections(
  { program: { clients, instances } }: ConcurrentPatchCounterexample,
  { paint, width }: Pick<BlockOptions, 'paint' | 'width'>,
): string[] {
  return clients.flatMap(({ instance, operations: list }, index) => {
    const { process = 0, path = 'plain' } = instances[instance] ?? {};
    const where = [
      ...(instances.length > 1 ? [`instance ${instance + 1}`] : []),
      ...(path === 'plain' ? [] : [SPELLED[path]]),
      ...(process > 0 || instances.some((other) => other.process > 0) ? [`process ${process + 1}`] : []),
    ];
    const heading = `Client ${index + 1}${where.length === 0 ? '' : ` (${where.join(', ')})`}`;
    return section([heading], operations({ operations: list }, width), paint);
  });
}

const SPELLED: { readonly [S in Exclude<PathSpelling, 'plain'>]: string } = {
  relative: 'opened by a relative path',
  symlink: 'opened through a symbolic link',
  'trailing-slash': 'opened by its path with a slash at the end',
};

function story({ story: sentences }: Counterexample, width: number): string[] {
  return sentences.flatMap((sentence) => wrap(printable(sentence), { width, first: '  ', rest: '    ' }));
}

function disk(files: readonly FileView[], width: number): string[] {
  if (files.length === 0) return ['  (no files)'];
  const rows = files.map((file) => ({ name: oneLine(file.path), size: sizeOf(file), excerpt: oneLine(file.excerpt) }));
  const nameWidth = Math.min(40, Math.max(...rows.map(({ name }) => lengthOf(name))));
  const sizeWidth = Math.max(...rows.map(({ size }) => size.length));
  return rows.map(({ name, size, excerpt }) => {
    const head = `  ${name.padEnd(nameWidth)}  ${size.padStart(sizeWidth)}`;
    return excerpt === '' ? head : `${head}  ${ellipsis(excerpt, Math.max(24, width - lengthOf(head) - 2))}`;
  });
}

function sizeOf({ kind, sizeBytes }: FileView): string {
  return kind === 'file' ? countOf(sizeBytes, 'byte') : kind;
}

function oneLine(text: string): string {
  return printable(text).replaceAll('\n', '\\n');
}

function callSite({ file, line, column, api, functionName, inAdapter }: CallSite): string {
  const where = `${file}:${line}:${column}  ${api}${functionName === undefined ? '' : ` in ${functionName}`}`;
  return inAdapter === true
    ? `${where}. This line is in the adapter's file: it is the adapter's, not that of a store elsewhere.`
    : where;
}

const CONFIRMED_BY = { 'fresh-worker': 'in a fresh worker', 'process-kill': 'with a real SIGKILL' } as const;
const IN_REALITY: { readonly [S in Counterexample['scenario']]?: string } = {
  'torn-read': 'between real processes',
  'concurrent-patch': 'in real time',
};
const OUTCOME = { confirmed: 'confirmed', 'not-confirmed': 'not confirmed', 'not-possible': 'could not be confirmed' } as const;

function confirmations({ confirmations: list, scenario }: Counterexample): string {
  const clauses = list.map(({ how, result, detail }) => {
    const where = how === 'real-processes' ? (IN_REALITY[scenario] ?? 'in a real process') : CONFIRMED_BY[how];
    const clause = `${OUTCOME[result]} ${where}`;
    return detail === undefined ? clause : `${clause} (${detail})`;
  });
  return clauses.join('; ');
}
