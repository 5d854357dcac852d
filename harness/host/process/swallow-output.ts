/** From now on nothing that is printed reaches the terminal: the pipes of the process are ours. @param onBytes told how much it was. */
export function swallowOutput(onBytes: (bytes: number) => void): void {
  const swallow = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    onBytes(chunk.length);
    const callback = rest.at(-1);
    if (typeof callback === 'function') setImmediate(() => callback());
    return true;
  };
  process.stdout.write = swallow;
  process.stderr.write = swallow;
}
