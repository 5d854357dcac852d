import { open, rename } from 'node:fs/promises';
import { soundSessions } from './sound-sessions.mjs';

// After a write that fell short it waits for the rest, which nobody writes.
export default {
  name: 'short-write-loops',
  claims: { survives: 'process-kill' },
  open: ({ dir }) => soundSessions(dir, replaceFile),
};

async function replaceFile(file, text) {
  const handle = await open(`${file}.tmp`, 'w');
  try {
    const { bytesWritten } = await handle.write(text);
    for (const left = Buffer.byteLength(text) - bytesWritten; left > 0; );
  } finally {
    await handle.close();
  }
  await rename(`${file}.tmp`, file);
}
