import { defineAdapter } from 'crashworthy';
import { Store } from './src/store.ts';

// Of a project that has not installed crashworthy, in TypeScript that Node alone cannot run.
export default defineAdapter({
  name: 'typescript-store',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    const store = new Store(dir);
    return {
      create: (session, fields) => store.save(session, fields),
      patch: (session, fields) => store.save(session, { ...store.load(session), ...fields }),
      read: (session) => {
        const fields = store.load(session);
        return fields === undefined ? null : { fields: fields as never };
      },
    };
  },
});
