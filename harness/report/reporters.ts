import { Failure } from '../contract/failure.ts';
import { nearest } from '../contract/nearest.ts';
import { REPORT_FORMATS } from './formats/index.ts';
import type { ReportFormat } from './formats/report-format.ts';

const FORMATS = REPORT_FORMATS.map(({ name }) => name);

/** One report to write. A file is named relative to the working directory. */
export interface Reporter {
  /** The name of one of `REPORT_FORMATS`. */
  format: string;
  to: 'stdout' | 'stderr' | { file: string };
}

/**
 * The reports to write, from the values of `--reporter FORMAT[=FILE]`. The terminal report is always among them: on the standard
 * output, unless another report goes there (one without a FILE), which leaves it out, or moves it to the standard error if it was
 * asked for by name.
 *
 * @throws {Failure} CW_USAGE_OPTION_VALUE for an unknown format, an empty FILE or one named twice; CW_USAGE_REPORTERS where two
 *   reports would share the standard output.
 */
export function parseReporters(specs: readonly string[]): Reporter[] {
  const parsed = specs.map(parseSpec);
  const written = parsed.flatMap(({ format, file }): Reporter[] => (file === undefined ? [] : [{ format, to: { file } }]));
  const repeated = parsed.find(
    ({ file }, index) => file !== undefined && parsed.findIndex((other) => other.file === file) !== index,
  );
  if (repeated !== undefined) {
    throw new Failure(
      'CW_USAGE_OPTION_VALUE',
      `--reporter names the file ${repeated.file} twice; each report needs a file of its own.`,
    );
  }
  const machine = [
    ...new Set(parsed.flatMap(({ format, file }) => (file === undefined && format !== 'terminal' ? [format] : []))),
  ];
  const [piped, second] = machine;
  if (piped !== undefined && second !== undefined) {
    throw new Failure(
      'CW_USAGE_REPORTERS',
      `--reporter ${piped} and --reporter ${second} would both be written to the standard output.`,
      {
        hint: `give one of them a file: --reporter ${second}=report.${formatNamed(second).extension}`,
      },
    );
  }
  if (piped === undefined) return [{ format: 'terminal', to: 'stdout' }, ...written];
  const asked = parsed.some(({ format, file }) => format === 'terminal' && file === undefined);
  return [...(asked ? [{ format: 'terminal', to: 'stderr' } as const] : []), { format: piped, to: 'stdout' }, ...written];
}

function parseSpec(spec: string): { format: string; file?: string } {
  const equals = spec.indexOf('=');
  const name = equals === -1 ? spec : spec.slice(0, equals);
  const format = FORMATS.find((known) => known === name);
  if (format === undefined) {
    const meant = nearest(name, FORMATS);
    throw new Failure(
      'CW_USAGE_OPTION_VALUE',
      `--reporter takes ${FORMATS.join(', ')}, each with or without =FILE; found "${spec}".`,
      {
        ...(meant === undefined ? {} : { hint: `did you mean --reporter ${meant}?` }),
      },
    );
  }
  if (equals === -1) return { format };
  const file = spec.slice(equals + 1);
  if (file === '') throw new Failure('CW_USAGE_OPTION_VALUE', `--reporter ${spec} names no file after the equals sign.`);
  return { format, file };
}

/** @throws Error for a name that `parseReporters` does not give. */
export function formatNamed(name: string): ReportFormat {
  const found = REPORT_FORMATS.find((format) => format.name === name);
  if (found === undefined) throw new Error(`there is no format ${name}`);
  return found;
}
