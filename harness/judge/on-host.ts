/** Gives work a host, and leaves nothing of it behind. */
export async function onHost<H extends { dispose(): Promise<void> }, T>(host: H, work: (host: H) => Promise<T>): Promise<T> {
  try {
    return await work(host);
  } finally {
    await host.dispose();
  }
}
