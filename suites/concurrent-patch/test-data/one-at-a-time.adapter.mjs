// Claims that several processes may write, and lets no second one open it while the first is alive.
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
export default {
  name: 'one-at-a-time',
  claims: { survives: 'process-kill', writers: 'many-processes' },
  open({ dir }) {
    const lock = path.join(dir, 'owner');
    const alive = (p) => {
      try {
        return process.kill(p, 0);
      } catch {
        return false;
      }
    };
    if (existsSync(lock)) {
      const p = Number(readFileSync(lock, 'utf8'));
      if (p !== process.pid && alive(p)) throw new Error(`in use by ${p}`);
    }
    writeFileSync(lock, String(process.pid));
    const f = (s) => path.join(dir, `${s}.json`);
    const load = (s) => (existsSync(f(s)) ? JSON.parse(readFileSync(f(s), 'utf8')) : null);
    const save = (s, v) => {
      writeFileSync(`${f(s)}.tmp`, JSON.stringify(v));
      renameSync(`${f(s)}.tmp`, f(s));
    };
    return {
      patch: (s, x) => save(s, { ...load(s), ...Object.fromEntries(Object.entries(x).filter(([, v]) => v !== undefined)) }),
      read: (s) => {
        const v = load(s);
        return v && { fields: v };
      },
      delete: (s) => rmSync(f(s), { force: true }),
    };
  },
};
