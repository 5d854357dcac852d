import { wantsColor } from '../report/color.ts';

/** Where text for people goes, and how it may look. */
export class Terminal {
  readonly color: boolean;
  readonly width: number;

  constructor(asked: 'auto' | 'never') {
    this.color = wantsColor({ env: process.env, isTTY: process.stdout.isTTY === true, asked });
    this.width = process.stdout.columns ?? 100;
  }

  print(text: string): void {
    process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  }
}
