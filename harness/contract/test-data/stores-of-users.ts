import { type Adapter, defineAdapter, type Fields, type SessionStore } from 'crashworthy';

// Compiled by a test, never run: the types of stores as people write them fit without a cast.

declare const untyped: {
  save(id: string, data: Record<string, unknown>): Promise<void>;
  load(id: string): Promise<Record<string, unknown> | undefined>;
  remove(id: string): void;
  ids(): string[];
};

interface Conversation {
  title: string;
  turns?: number;
  startedAt: Date;
}
declare const typed: {
  save(id: string, data: object): void;
  load(id: string): Conversation | null;
  messages(id: string): Promise<readonly { role: string; text: string }[]>;
  add(id: string, message: unknown): Promise<number>;
};

export const ofUnknownValues: Adapter = defineAdapter({
  name: 'of-unknown-values',
  claims: { survives: 'process-kill', patch: 'read-modify-write' },
  open: () => ({
    create: (session, fields) => untyped.save(session, fields),
    patch: async (session, fields) => untyped.save(session, { ...(await untyped.load(session)), ...fields }),
    delete: (session) => untyped.remove(session),
    list: () => untyped.ids(),
    read: async (session) => {
      const data = await untyped.load(session);
      return data === undefined ? null : { fields: data };
    },
  }),
});

export const ofAnInterface: Adapter = defineAdapter({
  name: 'of-an-interface',
  claims: { survives: 'process-kill' },
  open: () => ({
    patch: (session: string, fields: Fields) => typed.save(session, fields),
    append: (session, record) => typed.add(session, record),
    read: async (session) => ({ fields: typed.load(session) ?? undefined, records: await typed.messages(session) }),
    views: { preview: (session) => ({ fields: typed.load(session) ?? {} }) },
  }),
});

export class OwnClass implements SessionStore {
  patch(session: string, fields: Record<string, unknown>): Promise<void> {
    return untyped.save(session, fields);
  }

  async read(session: string): Promise<{ fields: Record<string, unknown> } | undefined> {
    const fields = await untyped.load(session);
    return fields && { fields };
  }
}

// What is no session is refused.
export const wrong: SessionStore[] = [
  // @ts-expect-error: not below `fields`
  { patch: () => {}, read: (session) => typed.load(session) },
  // @ts-expect-error: text
  { patch: () => {}, read: () => ({ fields: '{}' }) },
  // @ts-expect-error: no array
  { append: () => {}, read: () => ({ records: { 0: 'a' } }) },
  // @ts-expect-error: nothing can be read
  { patch: () => {} },
];
