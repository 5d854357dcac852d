/** Thrown by synchronous calls of an incarnation that has been killed: its code must not run on, and there is nobody to tell. */
export class DeadIncarnation extends Error {
  readonly code = 'CW_DEAD_INCARNATION';

  constructor(root: string) {
    super(`the incarnation on ${root} is dead: its file-system calls have no effect any more`);
    this.name = 'DeadIncarnation';
  }
}
