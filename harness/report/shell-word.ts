/** A word as it has to be written on a POSIX command line. */
export function shellWord(word: string): string {
  return /^[\w./@:+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
