/** One line of results. `value` is rounded to three significant digits or to whole numbers. */
export function print({ name, value, unit, ...rest }) {
  process.stdout.write(`${JSON.stringify({ name, value: rounded(value), unit, ...rest })}\n`);
}

function rounded(value) {
  return value >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}
