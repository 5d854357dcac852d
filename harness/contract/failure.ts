/** Who has to act: the user (`usage`, exit 2) or the maintainers of this tool (`harness`, exit 3). */
export type Blame = 'usage' | 'harness';

/**
 * An error of ours, told to the user as one message: what was expected, what was found, what to do next.
 * `code` is stable (`CW_...`) and listed in docs/errors.md.
 */
export class Failure extends Error {
  readonly code: string;
  readonly blame: Blame;
  readonly hint: string | undefined;

  constructor(
    code: string,
    message: string,
    { blame = 'usage', hint, cause }: { blame?: Blame; hint?: string; cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'Failure';
    this.code = code;
    this.blame = blame;
    this.hint = hint;
  }
}
