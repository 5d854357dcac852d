import type { Capabilities } from '../../harness/model/capabilities.ts';
import type { Operation } from '../../harness/model/operation.ts';

/** The session that every workload is about. */
export const SESSION = 'turin';

/** Makes the session. */
export function making({ methods, fields }: Capabilities, session = SESSION): Operation {
  if (methods.includes('create')) return { op: 'create', session, fields: fields ? { title: 'first' } : {} };
  if (fields) return { op: 'patch', session, fields: { title: 'first' } };
  return { op: 'append', session, record: { first: true } };
}

/** Nobody writes to it any more once it is made. */
const BYSTANDER = 'oslo';

/** Makes another session and this one, and puts something into each part that the store keeps. */
export function made(capabilities: Capabilities): Operation[] {
  const make = making(capabilities);
  const { fields, records } = capabilities;
  return [
    making(capabilities, BYSTANDER),
    make,
    ...(fields && records ? [{ op: 'append' as const, session: SESSION, record: { turn: 0 } }] : []),
  ];
}

/** One of each operation that changes a session which is there. */
export function changes({ methods }: Capabilities, session = SESSION): Operation[] {
  const all: Operation[] = [
    { op: 'append', session, record: { turn: 1, text: 'hello' } },
    { op: 'patch', session, fields: { title: 'second', model: 'm1' } },
    {
      op: 'appendAll',
      session,
      records: [
        { turn: 2, call: 'x' },
        { turn: 2, result: 'y' },
      ],
    },
    { op: 'rewrite', session, records: [{ summary: 'short' }] },
    { op: 'touch', session },
    { op: 'delete', session },
  ];
  return all.filter(({ op }) => methods.some((method) => method === op));
}

/** A session that nothing else is about. */
const OTHER = 'lima';

/** Makes a session of its own. */
export function makingAnother(capabilities: Capabilities): Operation {
  return making(capabilities, OTHER);
}

/** What whoever opens the store afterwards writes to it. */
export function later({ fields }: Capabilities, session = SESSION): Operation {
  return fields ? { op: 'patch', session, fields: { later: true } } : { op: 'append', session, record: { later: true } };
}

/** An append that is called again where it failed, until it is there. */
export function retried({ methods }: Capabilities, session = SESSION): Operation[] {
  return methods.includes('append') ? [{ op: 'append', session, record: { turn: 9 }, idempotencyKey: 'turn-9' }] : [];
}

/** Shows whether what came before has left anything behind that is in the way. */
export function following({ fields }: Capabilities, session = SESSION): Operation {
  return fields ? { op: 'patch', session, fields: { after: true } } : { op: 'append', session, record: { after: true } };
}
