// Entirely synchronous, and throws where others reject.
import fs from 'node:fs';
import path from 'node:path';
import { defineAdapter } from 'crashworthy';

export default defineAdapter({
  name: 'synchronous',
  claims: { survives: 'process-kill', append: 'awaited' },
  open({ dir }) {
    const fileOf = (session) => path.join(dir, `${session}.jsonl`);
    const whole = (session) => {
      if (!fs.existsSync(fileOf(session))) return undefined;
      const text = fs.readFileSync(fileOf(session), 'utf8');
      return text.slice(0, text.lastIndexOf('\n') + 1);
    };
    return {
      append(session, record) {
        const text = whole(session);
        // What follows the last newline is a record that a crash cut: it goes before the next one comes.
        if (text !== undefined) fs.truncateSync(fileOf(session), Buffer.byteLength(text));
        fs.appendFileSync(fileOf(session), `${JSON.stringify(record)}\n`);
      },
      read(session) {
        const text = whole(session);
        return text === undefined || text === ''
          ? null
          : {
              records: text
                .split('\n')
                .slice(0, -1)
                .map((line) => JSON.parse(line)),
            };
      },
      list: () =>
        fs
          .readdirSync(dir)
          .map((name) => name.slice(0, -'.jsonl'.length))
          .filter((session) => whole(session) !== ''),
    };
  },
});
