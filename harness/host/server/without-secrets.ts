/** A value of plain data with every secret in its texts replaced by asterisks. */
export function withoutSecrets<T>(value: T, secrets: readonly string[]): T {
  if (secrets.length === 0) return value;
  return replaced(value, secrets) as T;
}

/** Passwords of URLs, as they are and as the URL has them. */
export function secretsOf(urls: readonly string[]): string[] {
  return urls.flatMap((url) => {
    const { password } = new URL(url);
    return password === '' ? [] : [...new Set([password, decodeURIComponent(password)])];
  });
}

function replaced(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return secrets.reduce((text, secret) => text.replaceAll(secret, '***'), value);
  if (Array.isArray(value)) return value.map((item) => replaced(item, secrets));
  if (typeof value !== 'object' || value === null) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  // What a store returned may be anything; only what is told in words is plain.
  if (prototype !== Object.prototype && prototype !== null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaced(item, secrets)]));
}
