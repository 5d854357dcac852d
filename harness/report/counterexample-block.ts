import type { Scenario } from '../suite/scenario.ts';
import type { Attribution, CallSite, Counterexample, FileView, NamedOperation } from '../verdict/counterexample.ts';
import { LOOPED } from '../verdict/looped.ts';
import type { Severity } from '../verdict/requirement.ts';
import type { Paint } from './color.ts';
import { countOf } from './count.ts';
import { fixText } from './fix-text.ts';
import { printable } from './printable.ts';
import { shellWord } from './shell-word.ts';
import { ellipsis, lengthOf, wrap } from './wrap.ts';

export interface BlockOptions {
  paint: Paint;
  /** Columns. Prose is wrapped, excerpts of files are cut. */
  width: number;
  title: string;
  severity: Severity;
  /** How counterexamples of its scenario are told. */
  scenario: Scenario;
  /** What the requirement came to under each model, in a line. */
  byModel?: string;
  /** What to hand to `crashworthy replay`; without it the block ends with the hint. */
  file?: string;
  /** Lines: the operations, the story and the disk are cut as far as that takes. */
  most?: number;
}

/**
 * A failure for people, as lines without a line feed: the requirement, the operations, the crash, the disk as the crash left it,
 * expected and found, where in the store's code and what would mend it, how it was confirmed, and how to make it happen again.
 */
export function counterexampleBlock(counterexample: Counterexample, options: BlockOptions): string[] {
  const { paint, width, title, severity, byModel, file, scenario, most = Number.POSITIVE_INFINITY } = options;
  const { attribution } = counterexample;
  const { heading, ifEmpty } = scenario.disk;
  // What a store that never came back has left nobody has seen.
  const isUnknown = ifEmpty === 'leave-out' || counterexample.observed === LOOPED;
  const files = counterexample.files.length === 0 && isUnknown ? [] : disk(counterexample.files, width);
  const numbered = (operations: readonly NamedOperation[]) => operationLines(operations, scenario, width);
  const sections = scenario.sections?.(counterexample) ?? [];
  const head = [
    rule(`${counterexample.requirement}  ${severity}`, paint, width),
    ...wrap(printable(title), { width }).map((line) => paint('bold', line)),
    ...(byModel === undefined ? [] : wrap(byModel, { width })),
    '',
    ...section([scenario.before ?? 'Operations'], numbered(counterexample.operations), paint),
    ...sections.flatMap((one) => section([one.heading], numbered(one.operations), paint)),
    ...section(wrap(scenario.heading(counterexample), { width }), story(counterexample, width), paint),
    ...section([heading], files, paint),
  ];
  const lines = [
    ...labelled('Expected', counterexample.expected, options, 'green'),
    ...labelled('Found', counterexample.observed, options, 'red'),
    ...(scenario.labels?.(counterexample) ?? []).flatMap(({ label, text }) => labelled(label, text, options)),
  ];
  if (attribution !== undefined) lines.push(...cause(attribution, options));
  else if (counterexample.callSite !== undefined)
    lines.push(...labelled('At', callSite(counterexample.callSite), options, 'cyan'));
  if (counterexample.confirmations.length > 0)
    lines.push(...labelled('Checked', confirmations(counterexample, scenario), options));
  lines.push('');
  if (file !== undefined) lines.push(`${paint('dim', label('Replay'))}npx crashworthy replay ${shellWord(file)}`);
  lines.push(`${paint('dim', label('Hint:'))}npx crashworthy explain ${counterexample.requirement}`);
  return [...cutTo(head, most - lines.length), ...lines];
}

/** What led there, shortened in its middle: how it began and how it ended says most. */
function cutTo(lines: readonly string[], most: number): readonly string[] {
  if (lines.length <= most) return lines;
  const kept = Math.max(4, most - 2);
  const end = Math.floor(kept / 2);
  const left = lines.length - kept;
  const start = lines.slice(0, kept - end);
  while (start.at(-1) === '') start.pop();
  return [...start, `  ... ${countOf(left, 'line')} more: --verbose`, ...lines.slice(-end)];
}

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

function operationLines(operations: readonly NamedOperation[], { operationLine }: Scenario, width: number): string[] {
  const digits = String(operations.length).length;
  return operations.flatMap((operation, index) =>
    wrap(operationLine(operation), { width, first: `  ${String(index + 1).padStart(digits)}  ` }),
  );
}

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

/** `126 bytes`, or what kind of entry it is. */
export function sizeOf({ kind, sizeBytes }: FileView): string {
  return kind === 'file' ? countOf(sizeBytes, 'byte') : kind;
}

function oneLine(text: string): string {
  return printable(text).replaceAll('\n', '\\n');
}

/** The line of a store in a line, with the call that it made. */
export function callSite({ file, line, column, api, functionName, inAdapter }: CallSite): string {
  const where = `${file}:${line}:${column}  ${api}${functionName === undefined ? '' : ` in ${functionName}`}`;
  return inAdapter === true
    ? `${where}. This line is in the adapter's file: it is the adapter's, not that of a store elsewhere.`
    : where;
}

const CONFIRMED_BY = { 'fresh-worker': 'in a fresh worker', 'process-kill': 'with a real SIGKILL' } as const;
const OUTCOME = { confirmed: 'confirmed', 'not-confirmed': 'not confirmed', 'not-possible': 'could not be confirmed' } as const;

/** How a failure was made to happen again, in a line. */
export function confirmations({ confirmations: list }: Counterexample, { inReality }: Scenario): string {
  const clauses = list.map(({ how, result, detail }) => {
    const where = how === 'real-processes' ? inReality : CONFIRMED_BY[how];
    const clause = `${OUTCOME[result]} ${where}`;
    return detail === undefined ? clause : `${clause} (${detail})`;
  });
  return clauses.join('; ');
}
