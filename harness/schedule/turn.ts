/**
 * One entry of a schedule: this client takes so many steps, then the next entry's client has its turn. Without `steps`: until it is done.
 * A step is one scheduling point of the gate: a primitive takes effect, or completes, or a client is about to call an operation.
 */
export interface Turn {
  readonly client: string;
  readonly steps?: number;
}
