import { execFileSync } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';

// Another program does the writing: nothing changes through node:fs.
const SCRIPT = 'printf %s "$1" > "$2.$$" && mv "$2.$$" "$2"';

export default {
  name: 'shell-writes',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const fileOf = (session) => path.join(dir, `${encodeURIComponent(session)}.json`);
    const load = async (session) => JSON.parse(await fs.readFile(fileOf(session), 'utf8').catch(() => 'null'));
    return {
      async patch(session, fields) {
        const named = JSON.parse(JSON.stringify(fields));
        execFileSync('sh', ['-c', SCRIPT, 'sh', JSON.stringify({ ...(await load(session)), ...named }), fileOf(session)]);
      },
      async read(session) {
        const fields = await load(session);
        return fields === null ? null : { fields };
      },
    };
  },
};
