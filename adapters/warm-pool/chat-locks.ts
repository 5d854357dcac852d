/** One thing at a time that concerns a whole chat. */
export class ChatLocks {
  readonly #tails = new Map<string, Promise<void>>();

  /** Until when somebody holds the chat; `undefined` if nobody does. */
  held(chat: string): Promise<void> | undefined {
    return this.#tails.get(chat);
  }

  async hold(chat: string, work: () => Promise<void>): Promise<void> {
    const before = this.#tails.get(chat) ?? Promise.resolve();
    const result = before.then(work);
    const tail = result.then(
      () => undefined,
      () => undefined,
    );
    this.#tails.set(chat, tail);
    await tail;
    if (this.#tails.get(chat) === tail) this.#tails.delete(chat);
    return result;
  }
}
