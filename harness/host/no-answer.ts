/** Thrown by an adapter whose store runs elsewhere and has not answered within its deadline: the call is no failure of the store's, it hangs. */
export class NoAnswer extends Error {
  override readonly name: string = 'NoAnswer';
}
