/** An operation of whatever subject, as far as all are alike. */
export interface NamedOperation {
  readonly op: string;
}
