import { randomUUID } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { defineAdapter } from 'crashworthy';
import { soundSessions } from './sound-sessions.mjs';

// Every crash leaves one more temporary file: a warning, since CRASH-7 is a SHOULD.
export default defineAdapter({
  name: 'debris',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    return soundSessions(dir, async (file, text) => {
      const temporary = path.join(dir, `${randomUUID()}.tmp`);
      await writeFile(temporary, text);
      await rename(temporary, file);
    });
  },
});
