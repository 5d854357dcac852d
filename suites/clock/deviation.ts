/** One way in which a store lost, hid, reordered or took for one what was acknowledged. */
export interface Deviation {
  /**
   * `gone`: there is no such session. `different`: it is not what it must be. `unlisted`: `list` does not give it. `unreadable`: it is refused.
   * `unopenable`: the store is.
   */
  readonly kind: 'gone' | 'different' | 'unlisted' | 'unreadable' | 'unopenable';
  readonly session: string;
  /** When it was looked at: "40 days later". */
  readonly when: string;
  readonly expected: string;
  readonly found: string;
}

/** A deviation for people: one sentence each for what had to be and what was. */
export function describeDeviation({ session, when, expected, found }: Deviation): { expected: string; observed: string } {
  const subject = `session \`${session}\`: `;
  return { expected: sentence(`${subject}${expected}`), observed: sentence(`${when}, ${subject}${found}`) };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
