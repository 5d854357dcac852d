// Writes the absolute path of its directory into a file, and refuses a directory that was moved.
import fs from 'node:fs';
import path from 'node:path';
import { defineAdapter } from 'crashworthy';
import { replaceFile, soundSessions } from '../sound-sessions.mjs';

export default defineAdapter({
  name: 'own-path',
  claims: { survives: 'process-kill' },
  async open({ dir }) {
    const marker = path.join(dir, 'home');
    if (fs.existsSync(marker) && fs.readFileSync(marker, 'utf8') !== dir) throw new Error('this directory was moved');
    await replaceFile(marker, dir);
    return soundSessions(dir);
  },
});
