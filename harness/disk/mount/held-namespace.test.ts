import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { HeldNamespace } from './held-namespace.ts';
import { lackingMount } from './lacking-mount.ts';
import { mountNamespaceOf } from './namespace-processes.ts';

const lacking = await lackingMount();
const UNSHARE = process.getuid?.() === 0 ? ['-m'] : ['-U', '-r', '-m'];

test.skipIf(lacking !== undefined)(
  'while it is held its number is nobody else’s, so that nobody else is killed by it',
  async () => {
    const program = spawn('unshare', [...UNSHARE, 'sleep', '100']);
    const ours = mountNamespaceOf(process.pid);
    while ([ours, undefined].includes(mountNamespaceOf(program.pid ?? 0))) await new Promise((resolve) => setImmediate(resolve));
    const held = HeldNamespace.of(program.pid ?? 0) ?? expect.unreachable();
    expect(held.name).toBe(mountNamespaceOf(program.pid ?? 0));
    const ended = once(program, 'exit');
    await held.killAll(5000);
    expect(await ended).toEqual([null, 'SIGKILL']);
    const nameOfNext = () => execFileSync('unshare', [...UNSHARE, 'readlink', '/proc/self/ns/mnt'], { encoding: 'utf8' }).trim();
    for (let turn = 0; turn < 3; turn++) expect(nameOfNext()).not.toBe(held.name);
    held.close();
    expect(HeldNamespace.of(program.pid ?? 0)).toBeUndefined();
  },
);
