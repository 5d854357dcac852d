// Callbacks, streams, ticks and immediates between the calls, handlers attached late, temp names from a counter of the module.
import fs from 'node:fs';
import { promisify } from 'node:util';
import { defineAdapter } from 'crashworthy';
import { soundSessions } from '../sound-sessions.mjs';

const immediate = promisify(setImmediate);
let written = 0;

export default defineAdapter({
  name: 'late-handlers',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    sweep(dir);
    return soundSessions(dir, async (file, text) => {
      const temporary = `${file}.${process.pid}.${written++}.tmp`;
      const stream = fs.createWriteStream(temporary);
      const failed = new Promise((_, reject) => {
        process.nextTick(() => stream.on('error', reject));
      });
      await immediate();
      for (const part of text.match(/.{1,5000}/gs) ?? [text]) {
        if (!stream.write(part)) await new Promise((resolve) => stream.once('drain', resolve));
      }
      await Promise.race([failed, new Promise((resolve) => stream.end(resolve))]);
      await new Promise((resolve) => setTimeout(resolve, 10));
      await new Promise((resolve, reject) => fs.rename(temporary, file, (error) => (error ? reject(error) : resolve())));
    });
  },
});

/** One process at a time: whatever is temporary when it starts is nobody's. */
function sweep(dir) {
  for (const name of fs.readdirSync(dir)) if (name.endsWith('.tmp')) fs.rmSync(`${dir}/${name}`);
}
