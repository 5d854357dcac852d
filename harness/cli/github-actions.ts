import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { telling } from '../judge/telling.ts';
import { renderGithub } from '../report/formats/github/github.ts';
import { renderMarkdown } from '../report/formats/markdown/markdown.ts';
import { printable } from '../report/printable.ts';
import type { Reporter } from '../report/reporters.ts';
import type { Report } from '../verdict/report.ts';
import type { Terminal } from './terminal.ts';

type Environment = { readonly [name: string]: string | undefined };

/**
 * In GitHub Actions (`GITHUB_ACTIONS=true`), or where `--reporter github` asked for it: annotations in the log, unless they were asked for by name and
 * are there already, and the Markdown report at the end of the step's summary (`GITHUB_STEP_SUMMARY`), unless that report was asked for in that very file.
 * A summary that cannot be written is told on the standard error, and changes no exit status.
 */
export async function tellGithub(
  reporters: readonly Reporter[],
  report: Report,
  { terminal, env = process.env }: { terminal: Pick<Terminal, 'print'>; env?: Environment },
): Promise<void> {
  const asked = reporters.some(({ format }) => format === 'github');
  if (env.GITHUB_ACTIONS !== 'true' && !asked) return;
  if (!asked) {
    const text = renderGithub(report, directoryInRepository(env));
    // GitHub reads commands from both; a report for machines on the standard output stays whole.
    if (reporters.some(({ format, to }) => to === 'stdout' && format !== 'terminal')) process.stderr.write(text);
    else terminal.print(text);
  }
  const summary = env.GITHUB_STEP_SUMMARY;
  if (summary !== undefined && summary !== '' && !reporters.some(isFile(summary))) await summarize(summary, report);
}

/** Where the working directory is in the repository that GitHub Actions or GitLab has checked out; `undefined` where it is its root, or not in it. */
export function directoryInRepository(env: Environment = process.env, directory: string = process.cwd()): string | undefined {
  const root = env.GITHUB_WORKSPACE ?? env.CI_PROJECT_DIR;
  if (root === undefined || root === '') return undefined;
  const inside = path.relative(root, directory).replaceAll(path.sep, '/');
  return inside === '' || inside === '..' || inside.startsWith('../') || path.isAbsolute(inside) ? undefined : inside;
}

function isFile(file: string): (reporter: Reporter) => boolean {
  return ({ to }) => typeof to === 'object' && path.resolve(to.file) === path.resolve(file);
}

async function summarize(file: string, report: Report): Promise<void> {
  try {
    await appendFile(file, `${renderMarkdown(report, telling)}\n`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    process.stderr.write(`The step's summary could not be written: ${printable(why)}\n`);
  }
}
