/** What the promise of an open file gives, as far as those know it who only pass it on. */
export interface OpenHandle {
  /** -1 once it is closed. */
  readonly fd: number;
}
