import { closeSync, ftruncateSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';

const nameOf = (session) => {
  if (session === '' || session.length > 60 || !session.isWellFormed()) throw new Error('not an id');
  return `s-${Buffer.from(session).toString('hex')}.jsonl`;
};
const idOf = (name) => Buffer.from(name.slice(2, -'.jsonl'.length), 'hex').toString();

/** A log of one record a line, without a header. `torn.first`, `torn.last`: what a line without its newline is taken for. */
export function headerlessLog(name, torn) {
  const linesOf = (text) => {
    if (text.includes('\0')) throw new Error('damaged');
    const end = text.lastIndexOf('\n') + 1;
    if (end < text.length && (end === 0 ? torn.first : torn.last) === 'error') throw new Error('torn line');
    return text
      .slice(0, end)
      .split('\n')
      .slice(0, -1)
      .map((line) => {
        const value = JSON.parse(line);
        if (value === null || typeof value !== 'object' || !('r' in value)) throw new Error('damaged line');
        return value.r;
      });
  };
  return {
    name,
    claims: { survives: 'process-kill' },
    open({ dir }) {
      const fileOf = (session) => path.join(dir, nameOf(session));
      const recordsOf = (session) => {
        try {
          return linesOf(readFileSync(fileOf(session), 'utf8'));
        } catch (error) {
          if (error.code === 'ENOENT') return [];
          throw error;
        }
      };
      return {
        append(session, record) {
          recordsOf(session);
          const fd = openSync(fileOf(session), 'a+');
          try {
            const whole = readFileSync(fileOf(session)).lastIndexOf(0x0a) + 1;
            ftruncateSync(fd, whole);
            const line = Buffer.from(`${JSON.stringify({ r: record })}\n`);
            try {
              for (let at = 0; at < line.length; ) at += writeSync(fd, line, at);
            } catch (error) {
              ftruncateSync(fd, whole);
              throw error;
            }
          } finally {
            closeSync(fd);
          }
        },
        read(session) {
          const records = recordsOf(session);
          return records.length === 0 ? null : { records };
        },
        delete: (session) => rmSync(fileOf(session), { force: true }),
        list: () =>
          readdirSync(dir)
            .filter((file) => /^s-([0-9a-f]{2})+\.jsonl$/.test(file))
            .map(idOf)
            .filter((session) => {
              try {
                return recordsOf(session).length > 0;
              } catch {
                return true;
              }
            }),
      };
    },
  };
}
