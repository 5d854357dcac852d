import type fs from 'node:fs';
import { EVENT_DESCRIPTOR, type ProcessMessage } from './pipe-protocol.ts';

const killProcess = process.kill.bind(process);
const { pid } = process;

/** Synchronous and unbuffered: what was sent has left the process when it is killed. Where nobody listens any more the process ends. */
export function sendMessage(message: ProcessMessage, writeSync: typeof fs.writeSync): void {
  const bytes = Buffer.from(`${JSON.stringify(message)}\n`);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(EVENT_DESCRIPTOR, bytes, at);
  } catch {
    killProcess(pid, 'SIGKILL');
  }
}
