import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../contract/failure.ts';
import type { Counterexample } from './counterexample.ts';
import { makeDirectory } from './make-directory.ts';
import { type Shape, ShapeMismatch } from './shape.ts';

const SCHEMA_VERSIONS = [1, 2];
const SPECIFICATIONS = [1];

/**
 * Reads a counterexample file.
 *
 * @param shape that of all suites' counterexamples.
 * @throws {Failure} CW_COUNTEREXAMPLE_MISSING: there is no such file. CW_COUNTEREXAMPLE_VERSION: another version of crashworthy wrote
 *   it. CW_COUNTEREXAMPLE_UNREADABLE: it cannot be read, is not JSON, or has another shape; the message names the key.
 */
export async function readCounterexample(file: string, shape: Shape<Counterexample>): Promise<Counterexample> {
  const value = parse(await readText(file), file);
  refuseOtherVersions(value, file);
  try {
    return shape(value, '');
  } catch (error) {
    if (!(error instanceof ShapeMismatch)) throw error;
    throw new Failure('CW_COUNTEREXAMPLE_UNREADABLE', `${file} is not a counterexample: ${error.message}.`, {
      hint: 'the format is described by crashworthy/counterexample.schema.json; files are written by crashworthy, with --out DIR',
      cause: error,
    });
  }
}

/**
 * Writes a counterexample to `<dir>/<store>-<requirement>.json`, or with a suffix `...-<suffix>.json`, and returns that path. Creates `dir`, replaces an older file of the same
 * name as a whole. Equal counterexamples give equal bytes.
 *
 * @throws {Failure} CW_COUNTEREXAMPLE_UNWRITABLE.
 */
export async function writeCounterexample(
  dir: string,
  counterexample: Counterexample,
  { suffix }: { suffix?: string } = {},
): Promise<string> {
  const words = [counterexample.store, counterexample.requirement, ...(suffix === undefined ? [] : [suffix])];
  const file = path.join(dir, `${words.map(fileNameOf).join('-')}.json`);
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await makeDirectory(dir);
    await writeFile(temporary, `${JSON.stringify(counterexample, null, 2)}\n`);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw new Failure(
      'CW_COUNTEREXAMPLE_UNWRITABLE',
      `The counterexample could not be written to ${file}: ${messageOf(error)}.`,
      {
        hint: 'name a directory that can be written with --out DIR',
        cause: error,
      },
    );
  }
  return file;
}

/** Keeps letters, digits, dots, dashes and underscores, and neither a leading dot nor a leading dash: `@scope/store` is `scope-store`. */
function fileNameOf(name: string): string {
  const safe = name.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+|[.-]+$/g, '');
  return safe === '' ? 'store' : safe.slice(0, 100);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') {
      throw new Failure('CW_COUNTEREXAMPLE_MISSING', `There is no counterexample file ${file}.`, {
        hint: 'the report names the file after "Replay"; paths are relative to the working directory',
        cause: error,
      });
    }
    throw new Failure('CW_COUNTEREXAMPLE_UNREADABLE', `${file} cannot be read: ${messageOf(error)}.`, { cause: error });
  }
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Failure('CW_COUNTEREXAMPLE_UNREADABLE', `${file} is not JSON: ${messageOf(error)}.`, { cause: error });
  }
}

/** Tells a file of another version from a damaged one: only a whole number other than ours is another version. */
function refuseOtherVersions(value: unknown, file: string): void {
  if (typeof value !== 'object' || value === null) return;
  const { schemaVersion, specification, crashworthy } = value as { [key: string]: unknown };
  const versions = [
    { what: 'format', found: schemaVersion, known: SCHEMA_VERSIONS },
    { what: 'specification', found: specification, known: SPECIFICATIONS },
  ];
  for (const { what, found, known } of versions) {
    if (typeof found !== 'number' || !Number.isInteger(found) || known.includes(found)) continue;
    const writer = typeof crashworthy === 'string' ? crashworthy : undefined;
    throw new Failure(
      'CW_COUNTEREXAMPLE_VERSION',
      `${file} is of version ${found} of the ${what}${writer === undefined ? '' : `, written by crashworthy ${writer}`}; this one knows version ${known.join(' and ')}.`,
      {
        hint:
          writer === undefined
            ? 'judge the store again to get a new counterexample'
            : `npx crashworthy@${writer} replay ${file}, or judge the store again to get a new counterexample`,
      },
    );
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
