/** Why a lease cannot be tried where time is real. */
export const NO_CLOCK_TO_SET = 'nobody sets the clock of a real machine for it';
