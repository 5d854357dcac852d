import { wantsColor } from '../report/color.ts';
import { StandardOutput } from './standard-output.ts';

const standardOutput = new StandardOutput(process.stdout);

/** Where text for people goes, and how it may look. */
export class Terminal {
  readonly color: boolean;
  readonly width: number;

  constructor(asked: 'auto' | 'never') {
    this.color = wantsColor({ env: process.env, isTTY: process.stdout.isTTY === true, asked });
    this.width = process.stdout.columns ?? 100;
  }

  print(text: string): void {
    standardOutput.write(text.endsWith('\n') ? text : `${text}\n`);
  }

  /** Resolves when all that was printed has left. @throws {Failure} CW_REPORT_UNWRITABLE */
  flush(): Promise<void> {
    return standardOutput.flush();
  }
}
