import path from 'node:path';
import { Failure } from '../../contract/failure.ts';
import { moduleGraph } from '../../judge/module-graph.ts';
import { resolveClaimingTarget, type Target } from '../../judge/target.ts';
import { count } from '../../report/count.ts';
import { renderFailure } from '../../report/failure.ts';
import { EXIT_CODES, exitCodeOf } from '../../verdict/exit-code.ts';
import type { Report } from '../../verdict/report.ts';
import type { RunCommand } from '../arguments.ts';
import { checkReportFiles } from '../report-file.ts';
import { judgeCommand, writeReports } from '../run-command.ts';
import type { Terminal } from '../terminal.ts';
import { FileChanges } from './file-changes.ts';

const CLEAR_SCREEN = '\u001b[2J\u001b[3J\u001b[H';

/**
 * `crashworthy <target> --watch`: judges, and again whenever a file of the adapter changes, what failed before first. A change ends the run that is under
 * way. Until Ctrl-C; the exit status is that of the last run that came to an end.
 */
export async function watchCommand(command: RunCommand, terminal: Terminal): Promise<number> {
  await checkReportFiles(command.reporters);
  return new Watch(command, terminal).run();
}

class Watch {
  readonly #command: RunCommand;
  readonly #terminal: Terminal;
  readonly #target: Target;
  readonly #changes: FileChanges;
  readonly #ended = new AbortController();
  #changed: readonly string[] = [];
  #run = new AbortController();
  #wake: () => void = () => {};
  #failed: readonly string[] = [];
  #status: number = EXIT_CODES.interrupted;

  constructor(command: RunCommand, terminal: Terminal) {
    this.#command = command;
    this.#terminal = terminal;
    this.#target = resolveClaimingTarget(command.target, command.claims);
    this.#changes = new FileChanges((files) => {
      this.#changed = files;
      this.#run.abort();
      this.#wake();
    });
    const end = (): void => {
      this.#ended.abort();
      this.#run.abort();
      this.#wake();
    };
    process.on('SIGINT', end);
    process.on('SIGTERM', end);
  }

  async run(): Promise<number> {
    this.#changes.watch(await moduleGraph(this.#target));
    while (!this.#ended.signal.aborted) {
      this.#run = new AbortController();
      const changed = this.#changed;
      this.#changed = [];
      await this.#judge(changed);
      // It may import other files than before.
      const files = await moduleGraph(this.#target);
      this.#changes.watch(files);
      if (this.#ended.signal.aborted) break;
      if (this.#changed.length > 0) continue;
      this.#say(`Waiting for a change of ${count(files.length)} ${files.length === 1 ? 'file' : 'files'}. Ctrl-C ends.`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        if (this.#ended.signal.aborted || this.#changed.length > 0) resolve();
      });
      this.#wake = () => {};
    }
    this.#changes.close();
    return this.#status;
  }

  async #judge(changed: readonly string[]): Promise<void> {
    if (process.stdout.isTTY === true) this.#terminal.print(CLEAR_SCREEN);
    if (changed.length > 0) this.#say(`${changed.map((file) => path.relative(process.cwd(), file)).join(', ')} changed.`);
    try {
      if (!(await this.#judgeFailed())) return;
      const report = await judgeCommand(this.#command, this.#run.signal);
      if (this.#run.signal.aborted) return;
      this.#failed = failedOf(report);
      this.#status = exitCodeOf(report, this.#command.failOn);
      await writeReports(this.#command, report, this.#terminal);
    } catch (error) {
      // The file is being edited; the next state of it may be better.
      if (!(error instanceof Failure) || error.blame === 'harness') throw error;
      process.stderr.write(`${renderFailure(error, { color: this.#terminal.color })}\n`);
      this.#status = EXIT_CODES.usage;
    }
  }

  /** What failed before is tried alone: it takes a fraction of the time. `false`: no more is to be done. */
  async #judgeFailed(): Promise<boolean> {
    if (this.#failed.length === 0) return true;
    const { signal } = this.#run;
    const report = await judgeCommand({ ...this.#command, only: [...this.#failed], skip: [], confirmKill: false }, signal);
    if (signal.aborted) return false;
    const still = failedOf(report);
    const mended = this.#failed.filter((id) =>
      report.requirements.some(({ id: one, verdict }) => one === id && verdict === 'pass'),
    );
    if (mended.length > 0) this.#say(`No longer failing: ${mended.join(', ')}.`);
    if (still.length > 0) this.#say(`Still failing: ${still.join(', ')}.`);
    return true;
  }

  #say(text: string): void {
    process.stderr.write(`${text}\n`);
  }
}

function failedOf({ requirements }: Report): string[] {
  return requirements.flatMap(({ id, verdict }) => (verdict === 'fail' ? [id] : []));
}
