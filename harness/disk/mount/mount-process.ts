import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { Worker } from 'node:worker_threads';
import { killAllIn, mountNamespaceOf } from './namespace-processes.ts';
import type { ObstacleReason } from './obstacle.ts';
import type { FromProcess, ToProcess } from './process-messages.ts';
import type { FromThread, ThreadData, ToThread } from './thread-messages.ts';
import { Waker } from './waker.ts';

/**
 * The process of a mount, in a mount namespace of its own, whose mount disappears with it. Serves in a thread, and passes on what its parent
 * says and is told. When the parent is gone, however that came about, it kills all that runs in the namespace and exits.
 *
 * Arguments: the directory to mount on, and `locks` where locks are to be served.
 */
async function main(directory: string, locks: boolean): Promise<void> {
  const fd = await openDevice();
  // Nobody has to answer yet: the kernel's first request waits in the device.
  await mount(fd, directory);
  const sent = new SharedArrayBuffer(4);
  const data: ThreadData = { fd, locks, sent };
  const thread = new Worker(new URL('./serve-thread.js', import.meta.url), { workerData: data });
  const waker = new Waker(directory);
  const pass = (message: ToThread) => {
    thread.postMessage(message);
    waker.wake(Atomics.add(new Int32Array(sent), 0, 1) + 1);
  };
  const end = once(async () => {
    pass({ interrupt: true });
    const own = mountNamespaceOf(process.pid);
    if (own !== undefined) await killAllIn(own, [process.pid, process.ppid, waker.pid], PATIENCE_MS);
    // Should the thread be stuck. It is the shell that started us that cleans up.
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), PATIENCE_MS);
    pass({ end: true });
  });
  thread.on('message', (message: FromThread) => {
    if ('ended' in message) process.exit();
    else if ('recheck' in message) setTimeout(() => pass(message), RECHECK_MS);
    else tell(message);
    if ('result' in message && isNamed(message.result)) waker.forget(message.result.name);
  });
  thread.on('error', (error) => void giveUp('server-failed', error.stack ?? String(error)));
  process.on('disconnect', end);
  process.on('message', (message: ToProcess) => ('end' in message ? end() : pass(message)));
  tell({ ready: true, pid: process.pid });
}

const PATIENCE_MS = 3000;
/** How soon a call that was interrupted and waits on is looked at again. */
const RECHECK_MS = 20;

async function openDevice(): Promise<number> {
  try {
    return fs.openSync('/dev/fuse', 'r+');
  } catch (error) {
    const missing = hasCode(error, 'ENOENT', 'ENODEV', 'ENXIO');
    return await giveUp(missing ? 'no-device' : 'device-denied', String(error));
  }
}

async function mount(fd: number, directory: string): Promise<void> {
  const options = 'fd=3,rootmode=40000,user_id=0,group_id=0,allow_other,default_permissions';
  const child = spawn('mount', ['-i', '-n', '-t', 'fuse', '-o', options, 'crashworthy', directory], {
    stdio: ['ignore', 'ignore', 'pipe', fd],
  });
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said += String(chunk);
  });
  const status = await new Promise<number | null | undefined>((resolve) => {
    child.on('error', () => resolve(undefined));
    child.on('close', resolve);
  });
  if (status === undefined) await giveUp('no-program', 'mount');
  if (status !== 0) await giveUp('mount-refused', said.trim());
}

/** The result of a removal. */
function isNamed(result: unknown): result is { name: string } {
  return typeof result === 'object' && result !== null && 'name' in result && !('image' in result);
}

async function giveUp(obstacle: ObstacleReason, found: string): Promise<never> {
  await new Promise<unknown>((resolve) => process.send?.({ obstacle, found } satisfies FromProcess, resolve));
  process.exit(1);
}

function tell(message: FromProcess): void {
  if (process.connected) process.send?.(message);
}

function once(perform: () => Promise<void>): () => void {
  let begun = false;
  return () => {
    if (begun) return;
    begun = true;
    void perform();
  };
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

const [directory, locks] = process.argv.slice(2);
if (directory === undefined) throw new Error('the directory to mount on is missing');
await main(directory, locks === 'locks');
