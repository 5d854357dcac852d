import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const nameOf = (session) => {
  if (session === '' || session.length > 60 || !session.isWellFormed()) throw new Error('not an id');
  return `s-${Buffer.from(session).toString('hex')}.jsonl`;
};

/** A log that is replaced as a whole. A session without records is a file without bytes: `rewrite` leaves one. */
export default {
  name: 'empties-itself',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const linesOf = (session) => {
      let text;
      try {
        text = readFileSync(path.join(dir, nameOf(session)), 'utf8');
      } catch (error) {
        if (error.code === 'ENOENT') return null;
        throw error;
      }
      if (text !== '' && !text.endsWith('\n')) throw new Error('torn');
      return text.split('\n').slice(0, -1);
    };
    const recordOf = (line) => {
      const value = JSON.parse(line);
      if (value === null || typeof value !== 'object' || !('r' in value)) throw new Error('damaged line');
      return value.r;
    };
    const replace = (session, lines) => {
      const temporary = mkdtempSync(path.join(dir, 'tmp-'));
      try {
        writeFileSync(path.join(temporary, 'new'), lines.map((line) => `${line}\n`).join(''));
        renameSync(path.join(temporary, 'new'), path.join(dir, nameOf(session)));
      } finally {
        rmSync(temporary, { recursive: true, force: true });
      }
    };
    const lineOf = (record) => JSON.stringify({ r: record });
    for (const name of readdirSync(dir)) if (name.startsWith('tmp-')) rmSync(path.join(dir, name), { recursive: true });
    return {
      read: (session) => {
        const lines = linesOf(session);
        return lines === null ? null : { records: lines.map(recordOf) };
      },
      append(session, record) {
        const lines = linesOf(session) ?? [];
        lines.forEach(recordOf);
        replace(session, [...lines, lineOf(record)]);
      },
      rewrite: (session, records) => {
        for (const line of linesOf(session) ?? []) recordOf(line);
        replace(session, records.map(lineOf));
      },
      delete: (session) => rmSync(path.join(dir, nameOf(session)), { force: true }),
    };
  },
};
