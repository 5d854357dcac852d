import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { lackingMount } from './lacking-mount.ts';
import { mountNamespaceOf, processesIn } from './namespace-processes.ts';

const lacking = await lackingMount();

const MODULE = fileURLToPath(new URL('../../../dist/harness/disk/mount/mounted-place.js', import.meta.url));
const DISK = fileURLToPath(new URL('../../../dist/harness/disk/disk.js', import.meta.url));

/** Starts a place with a program that hangs in a call, and one that has left its process group; tells of them, and goes on. */
const program = (then: string) => `
import { spawn } from 'node:child_process';
import { MountedPlace } from ${JSON.stringify(MODULE)};
import { Disk } from ${JSON.stringify(DISK)};
const place = await MountedPlace.start({ onHeld: () => console.log(JSON.stringify({ directory: place.directory, pid: child.pid })) });
const image = await place.present({ snapshot: Disk.empty(0).snapshot() }, { plan: { crash: { changes: 0 } } });
const [file, args] = place.inside('sh', ['-c', 'setsid sleep 1000 & : > a'], { cwd: image.directory });
const child = spawn(file, args, { stdio: 'ignore' });
process.stdin.once('data', async () => { ${then} });
`;

interface Started {
  readonly parent: ChildProcess;
  readonly pid: number;
  readonly directory: string;
  readonly namespace: string;
  readonly ended: Promise<number | NodeJS.Signals | null>;
  /** What it said after it had told of itself. */
  readonly said: () => string;
}

async function start(then: string): Promise<Started> {
  const parent = spawn(process.execPath, ['--input-type=module', '-e', program(then)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // With a process group of its own, as a shell gives one to what a terminal's Ctrl-C is for.
    detached: true,
  });
  const { pid: parentPid } = parent;
  if (parentPid === undefined) throw new Error('the parent did not start');
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    parent.on('exit', (code, signal) => resolve(code ?? signal));
  });
  let output = '';
  parent.stdout.on('data', (chunk) => {
    output += String(chunk);
  });
  while (!output.includes('\n')) await Promise.race([setTimeout(10), ended]);
  const { directory, pid } = JSON.parse(output.slice(0, output.indexOf('\n')));
  const namespace = mountNamespaceOf(pid);
  if (namespace === undefined) throw new Error('the program is not there');
  expect(namespace).not.toBe(mountNamespaceOf(process.pid));
  expect(fs.existsSync(directory)).toBe(true);
  return { parent, pid: parentPid, directory, namespace, ended, said: () => output.slice(output.indexOf('\n') + 1) };
}

async function untilNothingIsLeft({ directory, namespace }: Started): Promise<void> {
  const endMs = Date.now() + 10_000;
  while (Date.now() < endMs && (processesIn(namespace).length > 0 || fs.existsSync(directory))) await setTimeout(10);
  expect(processesIn(namespace)).toEqual([]);
  expect(fs.existsSync(directory)).toBe(false);
}

/** Not the shell that waits for it, which has the same words in its script's arguments. */
function serverIn({ namespace }: Started): number {
  const server = processesIn(namespace).find((pid) => commandLine(pid)[1]?.endsWith('/mount-process.js'));
  if (server === undefined) throw new Error('there is no server');
  return server;
}

/** The process of the namespace whose command line has such a word. */
function processWith(namespace: string, ending: string): number {
  const found = processesIn(namespace).find((pid) => commandLine(pid).some((word) => word.endsWith(ending)));
  if (found === undefined) throw new Error(`there is no process with ${ending}`);
  return found;
}

function commandLine(pid: number): string[] {
  return fs.readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0').slice(0, -1);
}

describe.skipIf(lacking !== undefined)(`nothing stays behind${lacking === undefined ? '' : `, skipped: ${lacking}`}`, () => {
  test('when it is disposed of', async () => {
    const started = await start('void image.hash(); await place.dispose(); console.log("disposed")');
    // Nothing else keeps it alive than what it waits for.
    started.parent.stdin?.end('\n');
    expect(await started.ended).toBe(0);
    expect(started.said()).toBe('disposed\n');
    await untilNothingIsLeft(started);
  });

  test('when its parent exits without a word', async () => {
    const started = await start('process.exit(3)');
    started.parent.stdin?.write('\n');
    expect(await started.ended).toBe(3);
    await untilNothingIsLeft(started);
  });

  test.each(['SIGINT', 'SIGKILL', 'SIGHUP'] as const)('when its parent gets %s, with its process group', async (signal) => {
    const started = await start('');
    process.kill(-started.pid, signal);
    expect(await started.ended).toBe(signal);
    await untilNothingIsLeft(started);
  });

  test('and nothing is missed when what wakes the server is killed', async () => {
    const started = await start('console.log((await image.counts()).changes); await place.dispose(); process.exit(0)');
    process.kill(processWith(started.namespace, '/.wake-'), 'SIGKILL');
    started.parent.stdin?.write('\n');
    expect(await started.ended).toBe(0);
    expect(started.said()).toBe('0\n');
    await untilNothingIsLeft(started);
  });

  test('when its server is killed; whoever asks for something is told', async () => {
    const started = await start(
      'await image.hash().catch((error) => console.log(error.reason)); await place.dispose(); console.log("disposed"); process.exit(0)',
    );
    process.kill(serverIn(started), 'SIGKILL');
    started.parent.stdin?.write('\n');
    expect(await started.ended).toBe(0);
    expect(started.said()).toBe('server-failed\ndisposed\n');
    await untilNothingIsLeft(started);
  });

  test('when both are killed, its server first', async () => {
    const started = await start('');
    process.kill(serverIn(started), 'SIGKILL');
    process.kill(started.pid, 'SIGKILL');
    expect(await started.ended).toBe('SIGKILL');
    await untilNothingIsLeft(started);
  });
});
