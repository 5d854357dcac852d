import type { HostNotices } from '../host.ts';

/** What the store prints is counted, and not shown. */
export function swallowOutput(notices: Pick<HostNotices, 'printedBytes'>): void {
  const swallow = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    notices.printedBytes += chunk.length;
    const callback = rest.at(-1);
    if (typeof callback === 'function') setImmediate(() => callback());
    return true;
  };
  process.stdout.write = swallow;
  process.stderr.write = swallow;
}
