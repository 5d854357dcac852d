/** How an error message shows a value that a user passed in: short, on one line, with its kind where the text would not tell. */
export function describeValue(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  if (typeof value === 'function') return value.name === '' ? 'a function' : `the function ${value.name}`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object') return `an object with ${keyList(value)}`;
  return `the ${typeof value} ${String(value)}`;
}

function keyList(value: object): string {
  const keys = Object.keys(value);
  if (keys.length === 0) return 'no keys';
  return `the keys ${keys.slice(0, 8).join(', ')}${keys.length > 8 ? ', ...' : ''}`;
}
