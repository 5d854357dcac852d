import path from 'node:path';
import type { CallSite } from '../verdict/counterexample.ts';
import type { RequirementReport } from '../verdict/report.ts';

/**
 * The line of the store to show for a failure; `undefined` where its counterexample names none.
 *
 * @param directory in which the run was, as seen from where files are to be named from; by default the same.
 */
export function callSiteOf({ counterexample }: Pick<RequirementReport, 'counterexample'>, directory = ''): CallSite | undefined {
  const site = counterexample?.callSite ?? counterexample?.attribution?.second ?? counterexample?.attribution?.first;
  return site === undefined ? undefined : { ...site, file: fileFrom(directory, site.file) };
}

/** How a file that a run has named is named from further up. */
export function fileFrom(directory: string, file: string): string {
  return directory === '' || isAbsolute(file) ? file : path.posix.join(directory, file.replaceAll('\\', '/'));
}

/** On any platform: reports travel. */
export function isAbsolute(file: string): boolean {
  return /^([A-Za-z]:)?[/\\]/.test(file);
}
