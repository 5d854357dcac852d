/** Thrown for a `node:fs` function that is not simulated, called on a simulated path. Our fault, never the store's. */
export class UnsimulatedCall extends Error {
  readonly code = 'CW_UNSIMULATED_CALL';
  /** The function, such as `fs.watch`. */
  readonly api: string;

  constructor(api: string) {
    super(
      `${api} is not simulated: the store called it on a simulated path. Please report it; run this store on the real disk meanwhile.`,
    );
    this.name = 'UnsimulatedCall';
    this.api = api;
  }
}
