// A lock without an owner that is valid for five minutes, as its modification time says; the next process waits for that.
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { defineAdapter } from 'crashworthy';
import { soundSessions } from '../sound-sessions.mjs';

const LEASE_MS = 300_000;

export default defineAdapter({
  name: 'lease',
  claims: { survives: 'process-kill' },
  async open({ dir }) {
    const lock = path.join(dir, 'lease');
    for (;;) {
      try {
        fs.mkdirSync(lock);
        break;
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
      }
      if (Date.now() - fs.statSync(lock).mtimeMs > LEASE_MS) fs.rmdirSync(lock);
      else await sleep(1000);
    }
    return { ...soundSessions(dir), close: () => fs.rmdirSync(lock) };
  },
});
