const LONGEST = 40;

/** An id for people: in quotes, with what is not printable escaped, long ones elided. */
export function named(session: string): string {
  if (session.length <= LONGEST) return JSON.stringify(session);
  return `${JSON.stringify(`${session.slice(0, 16)}…${session.slice(-4)}`)} (${session.length} characters)`;
}
