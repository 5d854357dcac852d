import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../contract/failure.ts';
import { formatNamed, type Reporter } from '../report/reporters.ts';
import { makeDirectory } from '../verdict/make-directory.ts';

/**
 * Refuses files of reports that are directories, before anything is judged.
 *
 * @throws {Failure} CW_REPORT_UNWRITABLE
 */
export async function checkReportFiles(reporters: readonly Reporter[]): Promise<void> {
  for (const { format, to } of reporters) {
    if (typeof to === 'object' && (await isDirectory(to.file))) {
      const inside = path.join(to.file, `crashworthy.${formatNamed(format).extension}`);
      throw new Failure('CW_REPORT_UNWRITABLE', `The report cannot be written to ${to.file}: that is a directory.`, {
        hint: `Name a file in it: --reporter ${format}=${inside}`,
      });
    }
  }
}

/** Writes a report, and makes the directories above it. @throws {Failure} CW_REPORT_UNWRITABLE */
export async function writeReportFile(file: string, text: string): Promise<void> {
  try {
    await makeDirectory(path.dirname(path.resolve(file)));
    await writeFile(file, text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Failure('CW_REPORT_UNWRITABLE', `The report could not be written to ${file}: ${why}`, {
      cause,
      hint: 'Name a file in a directory that can be written.',
    });
  }
}

/** One that is named as such counts, too: `reports/`. */
async function isDirectory(file: string): Promise<boolean> {
  if (/[/\\]$/.test(file)) return true;
  return stat(file).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
