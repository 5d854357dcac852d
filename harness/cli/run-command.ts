import { judge } from '../judge/judge.ts';
import { telling } from '../judge/telling.ts';
import { printable } from '../report/printable.ts';
import { createProgress } from '../report/progress.ts';
import { formatNamed, type Reporter } from '../report/reporters.ts';
import { exitCodeOf } from '../verdict/exit-code.ts';
import type { Report } from '../verdict/report.ts';
import type { RunCommand } from './arguments.ts';
import { directoryInRepository, tellGithub } from './github-actions.ts';
import { withInterrupt } from './interrupt.ts';
import { checkReportFiles, writeReportFile } from './report-file.ts';
import type { Terminal } from './terminal.ts';

/** `crashworthy run <target>`: judges, reports, and gives the exit status. */
export async function runCommand(command: RunCommand, terminal: Terminal): Promise<number> {
  await checkReportFiles(command.reporters);
  const report = await withInterrupt((signal) => judgeCommand(command, signal));
  await writeReports(command, report, terminal);
  return exitCodeOf(report);
}

/** Judges what a command line names, and shows how far it is. */
export async function judgeCommand(command: RunCommand, signal: AbortSignal): Promise<Report> {
  const { target, host, effort, level, seed, models, depth, jobs, only, skip, out, bail, confirmKill, allowNotTestable } =
    command;
  const progress = createProgress(process.stderr);
  try {
    return await judge(target, {
      ...(host === undefined ? {} : { host }),
      effort,
      level,
      seed,
      models,
      ...(depth === undefined ? {} : { depth }),
      ...(jobs === undefined ? {} : { jobs }),
      only,
      skip,
      out,
      bail,
      confirmKill,
      allowNotTestable,
      signal,
      onProgress: (now) => progress.update(now),
      onFailure: ({ requirement, severity, observed }) =>
        progress.note(`${requirement} (${severity}) failed: ${printable(observed)}`),
    });
  } finally {
    progress.clear();
  }
}

/** Writes a report in every form that was asked for. @throws {Failure} CW_REPORT_UNWRITABLE */
export async function writeReports({ reporters }: RunCommand, report: Report, terminal: Terminal): Promise<void> {
  for (const reporter of reporters) await write(reporter, report, terminal);
  await tellGithub(reporters, report, { terminal });
}

async function write({ format, to }: Reporter, report: Report, terminal: Terminal): Promise<void> {
  const plain = typeof to === 'object';
  const directory = directoryInRepository();
  const text = formatNamed(format).render(report, {
    color: !plain && terminal.color,
    width: terminal.width,
    telling,
    ...(directory === undefined ? {} : { directory }),
  });
  if (to === 'stdout') terminal.print(text);
  else if (to === 'stderr') process.stderr.write(`${text}\n`);
  else await writeReportFile(to.file, text);
}
