import fs from 'node:fs';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { type Command, obey } from './commands.ts';
import { readRequests, writeAnswer } from './device.ts';
import { ROOT_IMAGE } from './images.ts';
import type { Request } from './request.ts';
import { Server } from './server.ts';
import type { FromThread, ThreadData, ToThread } from './thread-messages.ts';
import { wakingNumber } from './waker.ts';
import { OPCODE } from './wire.ts';

/**
 * The thread that serves the mount. It blocks in reading the device, so that it looks for messages in front of each request; who sends one
 * sees to it that there is a request.
 */
function main({ fd, locks, sent }: ThreadData): void {
  const port = parentPort;
  if (port === null) throw new Error('this is the program of a worker thread');
  const tell = (message: FromThread) => port.postMessage(message);
  let isEnding = false;
  const server = new Server({
    send: (answer) => writeAnswer(fd, answer),
    locks,
    isDying,
    // At the end nothing waits any more, and whoever tries again is about to be killed.
    onHeld: (call) => isEnding || tell({ notice: 'held', call: { ...call, process: processOf(call.thread) } }),
    onLockWait: (wait) => tell({ notice: 'lock-wait', wait: { ...wait, process: processOf(wait.thread) } }),
    onSurvived: (unique) => tell({ recheck: unique }),
  });
  const counter = new Int32Array(sent);
  const interruptAll = () => {
    for (const { unique } of server.held.all()) server.release(unique, { does: 'interrupt' });
  };
  let taken = 0;
  /** With the number of the look that comes after all requests that were made before. */
  const catchingUp: { readonly command: Command; readonly look: number }[] = [];
  readRequests(fd, (request) => {
    for (; taken !== Atomics.load(counter, 0); taken++) {
      const { message } = receiveMessageOnPort(port) as { message: ToThread };
      if ('end' in message) return false;
      if ('interrupt' in message) {
        isEnding = true;
        interruptAll();
      } else if ('recheck' in message) {
        if (!server.checkInterrupted(message.recheck)) tell(message);
      } else if (message.do === 'catch-up') catchingUp.push({ command: message, look: taken + 1 });
      else tell(answerTo(server, message));
    }
    const look = lookOfWaker(request);
    server.receive(request);
    for (let next = catchingUp[0]; next !== undefined && look !== undefined && next.look <= look; next = catchingUp[0]) {
      catchingUp.shift();
      tell(answerTo(server, next.command));
    }
    // Nobody is there any more who could let it go on.
    if (isEnding) interruptAll();
    return true;
  });
  tell({ ended: true });
}

function lookOfWaker(request: Request): number | undefined {
  if (request.opcode !== OPCODE.LOOKUP || request.image !== ROOT_IMAGE) return undefined;
  const [name] = request.names(0, 1);
  return wakingNumber(name);
}

function answerTo(server: Server, command: Command): FromThread {
  const { id } = command;
  try {
    return { id, result: obey(server, command) };
  } catch (error) {
    return { id, error: String(error) };
  }
}

/** Whether SIGKILL is pending, which is how the kernel ends each thread of a process that dies; or it is gone. */
function isDying(thread: number): boolean {
  const pending = statusOf(thread, 'SigPnd');
  return pending === undefined || (Number.parseInt(pending.slice(-4), 16) & SIGKILL_BIT) !== 0;
}

function processOf(thread: number): number {
  return Number(statusOf(thread, 'Tgid') ?? thread);
}

function statusOf(thread: number, field: string): string | undefined {
  try {
    const status = fs.readFileSync(`/proc/${thread}/status`, 'latin1');
    return new RegExp(`^${field}:\\s*(\\w+)$`, 'm').exec(status)?.[1];
  } catch {
    return undefined;
  }
}

const SIGKILL_BIT = 1 << 8;

main(workerData as ThreadData);
