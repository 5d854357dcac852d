/** Why clocks that differ cannot be had where time is real. */
export const ONE_CLOCK = 'all processes of a real machine have one clock';
