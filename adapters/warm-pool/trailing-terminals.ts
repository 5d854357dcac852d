/**
 * Tells the terminal event of the turn in flight from those that interrupted turns left behind. Events say nothing of turns; but a late one comes
 * before the next turn's first delta, and each interrupted turn has one at most.
 */
export class TrailingTerminals {
  #owed = 0;

  /** A turn was interrupted: its terminal may still come. */
  interrupted(): void {
    this.#owed++;
  }

  /** The next turn answers: what has not come by now never will. */
  answered(): void {
    this.#owed = 0;
  }

  /** Whether this terminal is an interrupted turn's. */
  swallow(): boolean {
    if (this.#owed === 0) return false;
    this.#owed--;
    return true;
  }
}
