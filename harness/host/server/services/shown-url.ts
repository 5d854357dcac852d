/** A URL as it may be shown: without user, password and options. */
export function shownUrl(text: string): string {
  const { protocol, hostname, port, pathname } = new URL(text);
  return `${protocol}//${hostname}${port === '' ? '' : `:${port}`}${pathname}`;
}
