/** How many schedules of one program are tried. */
export interface Budget {
  /** Of those with few preemptions, one by one, fewest first. */
  readonly bounded: number;
  readonly preemptions: 0 | 1 | 2;
  /** At random, by every strategy in turn. */
  readonly random: number;
  /** In every n-th run everything is killed somewhere too; 0: never. */
  readonly crashEvery: number;
  /** Where there are no schedules because time is real: how often the program is run. */
  readonly attempts: number;
}
