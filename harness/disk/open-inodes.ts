/** The inodes that somebody has open, on a disk that several processes have mounted: they outlive their last name. */
export class OpenInodes {
  readonly #counts = new Map<number, number>();

  opened(ino: number): void {
    this.#counts.set(ino, (this.#counts.get(ino) ?? 0) + 1);
  }

  closed(ino: number): void {
    const count = this.#counts.get(ino) ?? 0;
    if (count > 1) this.#counts.set(ino, count - 1);
    else this.#counts.delete(ino);
  }

  has(ino: number): boolean {
    return this.#counts.has(ino);
  }
}
