// Is for one process at a time: whoever opens it while another one is alive asks again and again, without waiting.
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { defineAdapter } from 'crashworthy';

const isAlive = (pid) => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
};

export default defineAdapter({
  name: 'spins-for-lock',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const lock = path.join(dir, 'owner');
    while (existsSync(lock) && Number(readFileSync(lock, 'utf8')) !== process.pid && isAlive(Number(readFileSync(lock, 'utf8'))));
    const replace = (file, text) => {
      writeFileSync(`${file}.tmp`, text);
      renameSync(`${file}.tmp`, file);
    };
    replace(lock, String(process.pid));
    const fileOf = (session) => path.join(dir, `${session}.json`);
    const load = (session) => (existsSync(fileOf(session)) ? JSON.parse(readFileSync(fileOf(session), 'utf8')) : null);
    return {
      patch: (session, fields) => replace(fileOf(session), JSON.stringify({ ...load(session), ...fields })),
      read: (session) => {
        const fields = load(session);
        return fields === null ? null : { fields };
      },
      list: () =>
        readdirSync(dir)
          .filter((name) => name.endsWith('.json'))
          .map((name) => name.slice(0, -5)),
    };
  },
});
