const LONGEST_CHARACTERS = 60;

/** An SQL statement in a few words for people: its white space collapsed, cut where it is long, and cut at once where it speaks of a password. */
export function statementName(sql: string): string {
  const line = sql.replace(/\s+/g, ' ').trim();
  const secret = /\b(password|identified|secret)\b/i.exec(line);
  const shown = secret === null ? line : `${line.slice(0, secret.index)}${secret[0]}`;
  if (shown.length <= LONGEST_CHARACTERS) return secret === null ? shown : `${shown} ...`;
  return `${shown.slice(0, LONGEST_CHARACTERS - 4)} ...`;
}
