import type { Reporter } from '../report/reporters.ts';
import { ellipsis } from '../report/wrap.ts';
import { EXIT_CODES, exitCodeOf } from '../verdict/exit-code.ts';
import type { Report } from '../verdict/report.ts';
import type { RunCommand } from './arguments.ts';
import { fileFor, refuseForSeveral } from './command-lines.ts';
import { withInterrupt } from './interrupt.ts';
import { checkReportFiles } from './report-file.ts';
import { judgeCommand, writeReports } from './run-command.ts';
import type { Terminal } from './terminal.ts';

/** A run of a store that a configuration names. */
export interface NamedRun {
  readonly name: string;
  readonly command: RunCommand;
}

/**
 * Judges one store after the other, and ends with a line for each. The exit status is that of the worst; Ctrl-C ends all.
 *
 * @throws {Failure} CW_USAGE_SEVERAL for `--watch`, and for a report for programs on the standard output.
 */
export async function runSeveral(runs: readonly NamedRun[], terminal: Terminal): Promise<number> {
  for (const { command } of runs) refuse(command);
  const named = runs.map(({ name, command }) => ({
    name,
    command: { ...command, reporters: command.reporters.map((one) => ownFile(one, name)) },
  }));
  for (const { command } of named) await checkReportFiles(command.reporters);
  const lines: string[] = [];
  let worst: number = EXIT_CODES.conforms;
  for (const { name, command } of named) {
    const report = await withInterrupt((signal) => judgeCommand(command, signal));
    await writeReports(command, report, terminal);
    terminal.print('');
    lines.push(ellipsis(`  ${name}  ${wordFor(report)}`, terminal.width));
    worst = Math.max(worst, exitCodeOf(report, command.failOn));
    if (report.verdict === 'interrupted') break;
  }
  terminal.print([`${runs.length} stores`, ...lines].join('\n'));
  return worst;
}

function ownFile(reporter: Reporter, name: string): Reporter {
  return typeof reporter.to === 'object' ? { ...reporter, to: { file: fileFor(reporter.to.file, name) } } : reporter;
}

function wordFor({ verdict, holds, requirements }: Report): string {
  const failed = requirements.filter((one) => one.verdict === 'fail' && one.severity === 'MUST').length;
  const level = holds === undefined ? '' : ` · level ${holds}`;
  return `${verdict}${level}${failed === 0 ? '' : ` · ${failed} failed`}`;
}

function refuse({ watch, reporters }: RunCommand): void {
  if (watch) refuseForSeveral('--watch', 'Name the one to watch.');
  const piped = reporters.find(({ format, to }) => format !== 'terminal' && to === 'stdout');
  if (piped !== undefined)
    refuseForSeveral(`--reporter ${piped.format} without a file`, `--reporter ${piped.format}=FILE writes one file a store.`);
}
