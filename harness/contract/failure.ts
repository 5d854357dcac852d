/** Who has to act: the user (`usage`, exit 2) or the maintainers of this tool (`harness`, exit 3). */
export type Blame = 'usage' | 'harness';

/**
 * An error of ours, told to the user as one message: what was expected, what was found, what to do next.
 * `code` is stable (`CW_...`) and listed in docs/errors.md.
 */
export class Failure extends Error {
  /** A field, which also comes about where a store has frozen `Error.prototype`. */
  override readonly name: string = 'Failure';
  readonly code: string;
  readonly blame: Blame;
  readonly hint: string | undefined;

  constructor(
    code: string,
    message: string,
    { blame = 'usage', hint, cause }: { blame?: Blame; hint?: string; cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.blame = blame;
    this.hint = hint;
  }
}
