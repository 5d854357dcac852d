/** How an error message shows a value that a user passed in: short, on one line, with its kind where the text would not tell. */
export function describeValue(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  if (typeof value === 'function') return value.name === '' ? 'a function' : `the function ${value.name}`;
  if (Array.isArray(value)) return describeArray(value);
  if (typeof value === 'object') return `an object with ${keyList(value)}`;
  return `the ${typeof value} ${String(value)}`;
}

/** A few texts are shown: one of them may be what is wrong. */
function describeArray(value: readonly unknown[]): string {
  const text = JSON.stringify(value);
  const areTexts = value.length > 0 && value.every((one) => typeof one === 'string');
  return areTexts && text.length <= 60 ? text : `an array of ${value.length}`;
}

function keyList(value: object): string {
  const keys = Object.keys(value);
  if (keys.length === 0) return 'no keys';
  return `the keys ${keys.slice(0, 8).join(', ')}${keys.length > 8 ? ', ...' : ''}`;
}
