// A write keeps the session's lock until no read is waiting, and a read waits for the lock: both at once never come to an end.
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { defineAdapter } from 'crashworthy';

export default defineAdapter({
  name: 'deadlock',
  claims: { survives: 'nothing' },
  open({ dir }) {
    const file = path.join(dir, 'all');
    let writing = Promise.resolve();
    let reading = Promise.resolve();
    const load = async () => JSON.parse(await readFile(file, 'utf8').catch(() => '{}'));
    return {
      patch(session, fields) {
        const write = async () => {
          const all = await load();
          await writeFile(`${file}.tmp`, JSON.stringify({ ...all, [session]: { ...all[session], ...fields } }));
          await rename(`${file}.tmp`, file);
          await reading;
        };
        writing = writing.then(write);
        return writing;
      },
      read(session) {
        const read = async () => {
          await writing;
          const fields = (await load())[session];
          return fields === undefined ? null : { fields };
        };
        reading = read();
        return reading;
      },
    };
  },
});
