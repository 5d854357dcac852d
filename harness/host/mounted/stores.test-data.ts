import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { MountedHost, type MountedHostOptions } from './mounted-host.ts';

const program = new URL('../../../dist/harness/judge/store-in-mount.js', import.meta.url);
const clientProgram = new URL('../../../dist/harness/judge/store-client-in-mount.js', import.meta.url);

/** Mounted hosts of stores that are written as they are needed. */
export class StoresOnMounts {
  readonly #modules = mkdtempSync(path.join(os.tmpdir(), 'stores-'));
  readonly #hosts: MountedHost[] = [];

  /** @param open JavaScript: what opens the store in `dir`. */
  async hostOf(open: string, options: Partial<MountedHostOptions> = {}): Promise<MountedHost> {
    const file = path.join(this.#modules, `${readdirSync(this.#modules).length}.mjs`);
    writeFileSync(
      file,
      `import fs from 'node:fs'; import { execFileSync } from 'node:child_process';
       const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
       export default { name: 'test', claims: { survives: 'process-kill', writers: 'many-processes' }, open: ({ dir }) => ${open} };`,
    );
    const argument = JSON.stringify({ shown: 'test', url: pathToFileURL(file).href });
    const host = await MountedHost.create({ program, clientProgram, argument, ...options });
    this.#hosts.push(host);
    return host;
  }

  async end(): Promise<void> {
    for (const host of this.#hosts.splice(0)) await host.dispose();
  }

  remove(): void {
    rmSync(this.#modules, { recursive: true });
  }
}
