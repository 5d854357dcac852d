import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { MountedHost, type MountedHostOptions } from './mounted-host.ts';

const program = new URL('../../../dist/harness/judge/store-in-mount.js', import.meta.url);
const HOST_FILE = fileURLToPath(new URL('../../../hosts/javascript/crashworthy-host.mjs', import.meta.url));
const clientProgram = new URL('../../../dist/harness/judge/store-client-in-mount.js', import.meta.url);

/** Mounted hosts of stores that are written as they are needed. */
export class StoresOnMounts {
  /** Where they are. */
  readonly directory = mkdtempSync(path.join(os.tmpdir(), 'stores-'));
  readonly #hosts: MountedHost[] = [];

  /** @param open JavaScript: what opens the store in `dir`. */
  hostOf(open: string, options: Partial<MountedHostOptions> = {}): Promise<MountedHost> {
    const adapter = `claims: { survives: 'process-kill', writers: 'many-processes' }, open: ({ dir }) => ${open}`;
    return this.hostOfAdapter(adapter, { clientProgram, ...options });
  }

  /** @param adapter JavaScript: its properties, but for the name. */
  hostOfAdapter(adapter: string, options: Partial<MountedHostOptions> = {}): Promise<MountedHost> {
    const argument = JSON.stringify({ shown: 'test', url: pathToFileURL(this.#module(adapter)).href });
    return this.#host({ program, argument, ...options });
  }

  /** The store is a program over stdio. @param open JavaScript: `open` of its adapter. */
  hostOfProgram(open: string, options: Partial<MountedHostOptions> = {}): Promise<MountedHost> {
    const command = { argv: [process.execPath, HOST_FILE, this.#module(`claims: { survives: 'process-kill' }, open: ${open}`)] };
    return this.#host({ program, argument: '{}', command, ...options });
  }

  #module(adapter: string): string {
    const file = path.join(this.directory, `${readdirSync(this.directory).length}.mjs`);
    writeFileSync(
      file,
      `import fs from 'node:fs'; import os from 'node:os'; import { spawn, execFileSync } from 'node:child_process';
       const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
       const rest = { read: () => null, patch: () => {}, close: () => {} };
       export default { name: 'test', ${adapter} };`,
    );
    return file;
  }

  async #host(options: MountedHostOptions): Promise<MountedHost> {
    const host = await MountedHost.create(options);
    this.#hosts.push(host);
    return host;
  }

  async end(): Promise<void> {
    for (const host of this.#hosts.splice(0)) await host.dispose();
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }
}
