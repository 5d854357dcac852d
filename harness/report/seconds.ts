/** A duration for people: `2.3 s`, `99 s`. */
export function seconds(durationMs: number): string {
  return durationMs < 10_000 ? `${(durationMs / 1000).toFixed(1)} s` : `${Math.round(durationMs / 1000)} s`;
}
