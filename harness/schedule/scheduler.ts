/**
 * Decides who takes the next step. Actors are numbered: the clients of a program in their order, then the deaths of processes that are due,
 * then the background of each process (what nobody is known to have started).
 */
export interface Scheduler {
  /**
   * The actor that goes on, one of `able`; or `WAIT`: rather let time pass.
   *
   * @param able actors that can take a step now, ascending, at least one.
   * @param last who took the last step; -1 before the first.
   */
  next(able: readonly number[], last: number): number;
}

/** Nobody goes on before the next timer. Without one the run is stuck. */
export const WAIT = -100;
