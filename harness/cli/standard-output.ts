import { Failure } from '../contract/failure.ts';

/** What is printed, and whether it arrived: a full disk behind `>`, or a `head` that has seen enough, must not look like success. */
export class StandardOutput {
  readonly #stream: NodeJS.WritableStream;
  #error: Error | undefined;
  #pending: Promise<void> = Promise.resolve();

  constructor(stream: NodeJS.WritableStream) {
    this.#stream = stream;
    // Without a listener Node ends the process with the raw error.
    stream.on('error', (error: Error) => {
      this.#error ??= error;
    });
  }

  write(text: string): void {
    const written = new Promise<void>((resolve) => {
      this.#stream.write(text, (error) => {
        if (error) this.#error ??= error;
        resolve();
      });
    });
    this.#pending = this.#pending.then(() => written);
  }

  /** @throws {Failure} CW_REPORT_UNWRITABLE */
  async flush(): Promise<void> {
    await this.#pending;
    if (this.#error === undefined) return;
    throw new Failure('CW_REPORT_UNWRITABLE', `The standard output could not be written: ${this.#error.message}`, {
      cause: this.#error,
      hint: 'Whoever reads it must read to the end; `--reporter json=FILE` writes a report to a file.',
    });
  }
}
