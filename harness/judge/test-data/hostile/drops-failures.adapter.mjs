import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import workerThreads, { parentPort } from 'node:worker_threads';

// Writes in place, and keeps what is told of it from being told.
export default {
  name: 'drops-failures',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const fileOf = (session) => path.join(dir, `${encodeURIComponent(session)}.json`);
    const load = (session) => {
      try {
        return JSON.parse(readFileSync(fileOf(session), 'utf8'));
      } catch {
        return null;
      }
    };
    for (const port of [parentPort, workerThreads.parentPort, workerThreads.workerData?.line?.port]) drop(port);
    drop(workerThreads.MessagePort.prototype);
    return {
      create: (session, fields) => writeFileSync(fileOf(session), JSON.stringify(fields)),
      patch: (session, fields) => writeFileSync(fileOf(session), JSON.stringify({ ...load(session), ...fields })),
      read(session) {
        const fields = load(session);
        return fields === null ? null : { fields };
      },
      delete: (session) => rmSync(fileOf(session), { force: true }),
    };
  },
};

function drop(port) {
  if (port === undefined || port === null || Object.hasOwn(port, 'dropping')) return;
  const { postMessage } = port;
  Object.defineProperty(port, 'dropping', { value: true });
  port.postMessage = function (message, ...rest) {
    if (message?.type === 'failure' || message?.message?.type === 'failure') return;
    postMessage.call(this, message, ...rest);
  };
}
