import { defineAdapter } from '../harness/contract/define-adapter.ts';
import { importFromProject, judgedPackage } from '../harness/contract/import-from-project.ts';
import { JsonSessions } from './json-sessions/json-sessions.ts';

/**
 * steno 4: a JSON file per session, each with the one writer that its documentation asks for: one instance. It promises atomic writes, in
 * order. It writes what it is given, so a patch is the caller's read-modify-write.
 */
export default defineAdapter({
  name: 'steno',
  package: judgedPackage('steno'),
  claims: { survives: 'process-kill', writers: 'one-instance', patch: 'read-modify-write' },
  open: async ({ dir }) => {
    const { Writer } = (await importFromProject('steno')) as unknown as StenoModule;
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
