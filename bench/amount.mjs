/** Whether a bench only has to show that it still runs: `--brief`. What it measures then is worth nothing. */
export const isBrief = process.env.CW_BENCH_BRIEF === '1';

/** How much of something to do. */
export function amount(usual, brief) {
  return isBrief ? brief : usual;
}
