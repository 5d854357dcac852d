import type { Report } from '../../verdict/report.ts';
import type { Surroundings } from '../page.ts';

/** A form that a report can be had in. Each is a value in a folder of its own, named in `formats/index.ts`. */
export interface ReportFormat {
  /** `junit`: what `--reporter` takes. */
  readonly name: string;
  /** How a file of it ends, without the full stop: `xml`. */
  readonly extension: string;
  /** What it is for, in half a line. */
  readonly about: string;
  /** Ends with a line feed. Equal reports in equal surroundings give equal texts. */
  render(report: Report, surroundings: Surroundings): string;
}
