/** What a program answers of a call that failed. */
export interface ErrorAnswer {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  /** It surely did not happen. */
  readonly definite: boolean;
  readonly stack?: string;
}

/** An error of a store in another process, as the program told it. */
export class ProgramError extends Error {
  override readonly name: string;
  readonly code: string | undefined;
  /** Whether the operation surely did not happen. `false`: it may have. */
  readonly definite: boolean;

  constructor({ name, message, code, definite, stack }: ErrorAnswer) {
    super(message);
    this.name = name;
    this.code = code;
    this.definite = definite;
    // Of its own stack nobody learns anything: it is this file.
    this.stack = stack ?? `${name}: ${message}`;
  }
}
