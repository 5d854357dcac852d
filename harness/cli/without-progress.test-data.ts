/** What a command wrote to standard error, but for the lines that say how far it is: a busy machine has more of them. */
export function withoutProgress(stderr: string): string {
  return stderr.replaceAll(/^\d+ % in .*(?:\n|$)/gm, '');
}
