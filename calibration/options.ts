import path from 'node:path';
import { parseArgs } from 'node:util';
import { FILE_SYSTEM_NAMES, type FileSystemName } from './file-systems.ts';

export interface CalibrateOptions {
  readonly fileSystems: readonly FileSystemName[];
  /** Generated programs for each file system. */
  readonly programs: number;
  /** Power cuts for each program, with different background activity. */
  readonly runs: number;
  /** Runs for each file system that wait for its own commit timer, more than a second each. */
  readonly pauses: number;
  readonly seed: number;
  /** What cannot be calibrated here is an error. */
  readonly require: boolean;
  /** Where to write what was found, as JSON. */
  readonly json: string | undefined;
  /** A directory for what was observed. */
  readonly record: string | undefined;
}

export const USAGE = `calibrate: compares the models of power loss with real file systems. Needs Linux, root and loop devices.

  --file-system NAME   only this one, may be repeated: ${FILE_SYSTEM_NAMES.join(', ')}
  --programs N         generated programs for each file system (220)
  --runs N             power cuts for each program (2)
  --pauses N           runs for each file system that wait for its commit timer (6)
  --seed N             of the generated programs (1)
  --require            fail if a file system cannot be calibrated here
  --json FILE          write the results there
  --record DIR         write the observations there, a file for each file system`;

/** @throws TypeError or RangeError that says what is wrong with the arguments */
export function parseOptions(argv: readonly string[]): CalibrateOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      'file-system': { type: 'string', multiple: true },
      programs: { type: 'string', default: '220' },
      runs: { type: 'string', default: '2' },
      pauses: { type: 'string', default: '6' },
      seed: { type: 'string', default: '1' },
      require: { type: 'boolean', default: false },
      json: { type: 'string' },
      record: { type: 'string' },
    },
  });
  const asked = values['file-system'] ?? FILE_SYSTEM_NAMES;
  return {
    fileSystems: asked.map(fileSystemName),
    programs: count('--programs', values.programs, 0),
    runs: count('--runs', values.runs, 1),
    pauses: count('--pauses', values.pauses, 0),
    seed: count('--seed', values.seed, 0),
    require: values.require,
    json: values.json === undefined ? undefined : path.resolve(values.json),
    record: values.record === undefined ? undefined : path.resolve(values.record),
  };
}

function fileSystemName(name: string): FileSystemName {
  const found = FILE_SYSTEM_NAMES.find((known) => known === name);
  if (found === undefined) throw new RangeError(`--file-system ${name}: there are ${FILE_SYSTEM_NAMES.join(', ')}`);
  return found;
}

function count(option: string, text: string, least: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number) || number < least)
    throw new RangeError(`${option} ${text}: expected a whole number from ${least} on`);
  return number;
}
