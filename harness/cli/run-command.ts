import { judge } from '../judge/judge.ts';
import { telling } from '../judge/telling.ts';
import type { Detail } from '../report/page.ts';
import { printable } from '../report/printable.ts';
import { createProgress, NO_PROGRESS } from '../report/progress.ts';
import { formatNamed, type Reporter } from '../report/reporters.ts';
import { exitCodeOf } from '../verdict/exit-code.ts';
import type { Report } from '../verdict/report.ts';
import type { Gate, RunCommand } from './arguments.ts';
import { directoryInRepository, tellGithub } from './github-actions.ts';
import { withInterrupt } from './interrupt.ts';
import { baselineOption, withUpdatedBaseline } from './known-failures.ts';
import { checkReportFiles, writeReportFile } from './report-file.ts';
import type { Terminal } from './terminal.ts';

/** `crashworthy run <target>`: judges, reports, and gives the exit status. */
export async function runCommand(command: RunCommand, terminal: Terminal): Promise<number> {
  await checkReportFiles(command.reporters);
  const report = await withInterrupt((signal) => judgeCommand(command, signal));
  await writeReports(command, report, terminal);
  return exitCodeOf(report, command.failOn);
}

/** Judges what a command line names, and shows how far it is. */
export async function judgeCommand(command: RunCommand, signal: AbortSignal): Promise<Report> {
  const { command: _, target, detail, reporters: __, baseline: ___, updateBaseline, failOn, watch, color, ...options } = command;
  const progress = detail === 'quiet' ? NO_PROGRESS : createProgress(process.stderr);
  try {
    const report = await judge(target, {
      ...options,
      ...baselineOption(command),
      signal,
      onProgress: (now) => progress.update(now),
      onFailure: ({ requirement, severity, observed }) =>
        progress.note(`${requirement} (${severity}) failed: ${printable(observed)}`),
    });
    return await withUpdatedBaseline(report, command);
  } finally {
    progress.clear();
  }
}

/** Writes a report in every form that was asked for. @throws {Failure} CW_REPORT_UNWRITABLE */
export async function writeReports({ reporters, detail }: Gate, report: Report, terminal: Terminal): Promise<void> {
  for (const reporter of reporters) await write(reporter, { report, detail }, terminal);
  await tellGithub(reporters, report, { terminal });
}

async function write(
  { format, to }: Reporter,
  { report, detail }: { report: Report; detail: Detail },
  terminal: Terminal,
): Promise<void> {
  const plain = typeof to === 'object';
  const directory = directoryInRepository();
  const text = formatNamed(format).render(report, {
    color: !plain && terminal.color,
    width: terminal.width,
    telling,
    detail,
    ...(directory === undefined ? {} : { directory }),
  });
  if (to === 'stdout') terminal.print(text);
  else if (to === 'stderr') process.stderr.write(`${text}\n`);
  else await writeReportFile(to.file, text);
}
