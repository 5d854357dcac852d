import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { ProjectPackage } from '../harness/contract/project-package.ts';
import { JsonSessions } from './json-sessions/json-sessions.ts';

const STENO = new ProjectPackage('steno', '^4.0.0');

/**
 * steno 4: a JSON file per session, each with the one writer that its documentation asks for: one instance. It promises atomic writes, in
 * order. It writes what it is given, so a patch is the caller's read-modify-write.
 */
export default defineAdapter({
  name: 'steno',
  package: STENO.judged(),
  claims: { survives: 'process-kill', writers: 'one-instance', patch: 'read-modify-write' },
  open: async ({ dir }) => {
    const { Writer } = await STENO.import<StenoModule>({ Writer: ['write'] });
    const writers = new Map<string, Writer>();
    return new JsonSessions(dir, (file, text) => {
      const writer = writers.get(file) ?? new Writer(file);
      writers.set(file, writer);
      return writer.write(text);
    });
  },
});

interface Writer {
  write(data: string): Promise<void>;
}

interface StenoModule {
  Writer: new (file: string) => Writer;
}
