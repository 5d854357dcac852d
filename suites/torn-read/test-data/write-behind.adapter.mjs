// Keeps everything in memory and writes half a second later; a flush acknowledges. Other processes see what was flushed.
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { defineAdapter } from 'crashworthy';

export default defineAdapter({
  name: 'write-behind',
  claims: { survives: 'process-kill', acknowledgedBy: 'flush', append: 'queued' },
  async open({ dir }) {
    const file = path.join(dir, 'all.json');
    const logs = new Map(
      Object.entries(
        JSON.parse(await readFile(file, 'utf8').catch((error) => (error.code === 'ENOENT' ? '{}' : Promise.reject(error)))),
      ),
    );
    let timer;
    let writing = Promise.resolve();
    const write = () => {
      clearTimeout(timer);
      timer = undefined;
      writing = writing.then(async () => {
        await writeFile(`${file}.tmp`, JSON.stringify(Object.fromEntries(logs)));
        await rename(`${file}.tmp`, file);
      });
      return writing;
    };
    return {
      append(session, record) {
        logs.set(session, [...(logs.get(session) ?? []), structuredClone(record)]);
        timer ??= setTimeout(write, 500);
      },
      read: (session) => (logs.has(session) ? { records: structuredClone(logs.get(session)) } : null),
      list: async () => [...logs.keys()],
      flush: write,
      close: write,
    };
  },
});
