// A lock with its owner's pid, taken over from the dead; waits a while for the living.
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { defineAdapter } from 'crashworthy';
import { soundSessions } from '../sound-sessions.mjs';

export default defineAdapter({
  name: 'lock-taken-over',
  claims: { survives: 'process-kill' },
  async open({ dir }) {
    const lock = path.join(dir, 'owner.lock');
    while (!acquire(lock)) await sleep(50);
    return { ...soundSessions(dir), close: () => fs.rmSync(lock) };
  },
});

/** The link is the lock, its target the owner: made in one step, so that no lock is without one. */
function acquire(lock) {
  try {
    fs.symlinkSync(String(process.pid), lock);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  if (isAlive(Number(fs.readlinkSync(lock)))) return false;
  fs.rmSync(lock);
  return false;
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
