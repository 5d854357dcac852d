/** What `open` gets. */
export interface OpenContext {
  /** Absolute path of an existing directory. The store keeps everything it persists below it. */
  readonly dir: string;
  /** For stores that report background errors: pass each one on. */
  onError(error: unknown): void;
}
