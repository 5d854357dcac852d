import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../contract/failure.ts';
import { makeDirectory } from '../make-directory.ts';
import { ShapeMismatch } from '../shape.ts';
import { type Baseline, baselineShape } from './baseline.ts';

export const BASELINE_FILE = 'crashworthy.baseline.json';

/**
 * Reads a baseline; `undefined` where there is no such file.
 *
 * @throws {Failure} CW_BASELINE_UNREADABLE: it cannot be read, is not JSON, has another shape or is of another version; the message names the key.
 */
export async function readBaseline(file: string): Promise<Baseline | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unreadable(file, messageOf(error), error);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw unreadable(file, `it is not JSON (${messageOf(error)})`, error);
  }
  const version = (value as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (version !== undefined && version !== 1)
    throw unreadable(file, `expected schemaVersion 1, found ${JSON.stringify(version)}: another version of crashworthy wrote it`);
  try {
    return baselineShape(value, '');
  } catch (error) {
    if (error instanceof ShapeMismatch) throw unreadable(file, error.message, error);
    throw error;
  }
}

/** Replaces the file as a whole. Equal baselines give equal bytes. @throws {Failure} CW_BASELINE_UNWRITABLE */
export async function writeBaseline(file: string, baseline: Baseline): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await makeDirectory(path.dirname(path.resolve(file)));
    await writeFile(temporary, `${JSON.stringify(baseline, null, 2)}\n`);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw new Failure('CW_BASELINE_UNWRITABLE', `The baseline could not be written to ${file}: ${messageOf(error)}.`, {
      hint: 'name a file in a directory that can be written with --baseline FILE',
      cause: error,
    });
  }
}

function unreadable(file: string, why: string, cause?: unknown): Failure {
  return new Failure('CW_BASELINE_UNREADABLE', `${file} is no baseline: ${why}.`, {
    hint: 'docs/baseline.md describes the format; --update-baseline writes the file',
    ...(cause === undefined ? {} : { cause }),
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
