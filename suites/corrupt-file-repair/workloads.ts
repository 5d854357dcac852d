import type { Json } from '../../harness/contract/session-store.ts';
import type { Damage } from '../../harness/corruption/damage.ts';
import { tag } from '../../harness/corruption/tags.ts';
import type { Capabilities } from '../../harness/model/capabilities.ts';
import type { Effort } from '../../harness/model/effort.ts';
import { type Operation, sessionOf } from '../../harness/model/operation.ts';
import { text } from '../../harness/model/text.ts';

/** The session whose files are damaged. */
export const DAMAGED = 'alpha';
/** The session that has nothing to do with it, and was there before. */
export const BYSTANDER = 'beta';
/** The session that a foreign file seems to be of. */
export const FOREIGN = 'gamma';

/** Characters of two, three and four bytes, and the one that JavaScript took for a line's end. */
const LETTERS = 'é 日本 \u{1F600}';
const SEPARATED = 'one\u2028two';

/**
 * What is damaged: a session with several payloads, each with a tag of its own, beside one that was there before. A short one, whose files can be
 * damaged at every byte; one with several pages; one that was compacted.
 */
export function repairWorkloads({ methods, fields, records }: Capabilities, effort: Effort): Operation[][] {
  const has = (method: Capabilities['methods'][number]) => methods.includes(method);
  const write = (payloads: readonly Payload[]): Operation[] => {
    const counters = { [DAMAGED]: 0, [BYSTANDER]: 0 };
    const operations = payloads.flatMap(({ session, op, value }): Operation[] => {
      const number = ++counters[session];
      const marked = tag(number, session);
      if (op === 'create') return has('create') ? [{ op, session, fields: {} }] : [];
      if (op === 'patch')
        return fields ? [{ op, session, fields: { [`field${number}`]: payload(marked, value), turn: number } }] : [];
      const record = { turn: number, text: payload(marked, value) };
      if (op === 'append') return records ? [{ op, session, record }] : [];
      return has('rewrite') ? [{ op, session, records: [record, { turn: number, text: tag(number + 50, session) }] }] : [];
    });
    return has('flush') ? flushedBetween(operations) : operations;
  };
  const plans = [
    write([...BESIDE, ...SHORT]),
    write([...BESIDE, ...SHORT.slice(0, 3), { session: DAMAGED, op: 'append', value: text('pages', 9_000) }, ...SHORT.slice(3)]),
    ...(has('rewrite') && effort !== 'quick'
      ? [write([...BESIDE, ...SHORT, { session: DAMAGED, op: 'rewrite', value: LETTERS }, ...SHORT.slice(-1)])]
      : []),
  ];
  return plans.filter((operations) => operations.some((operation) => sessionOf(operation) === DAMAGED));
}

/** The same operations with texts of ASCII alone, for a store that does not give others back. */
export function inPlainText(operations: readonly Operation[]): Operation[] {
  return JSON.parse(JSON.stringify(operations).replaceAll(/[^\x20-\x7e]/g, '.')) as Operation[];
}

interface Payload {
  readonly session: typeof DAMAGED | typeof BYSTANDER;
  readonly op: 'create' | 'patch' | 'append' | 'rewrite';
  readonly value?: Json;
}

const BESIDE: readonly Payload[] = [
  { session: BYSTANDER, op: 'create' },
  { session: BYSTANDER, op: 'patch' },
  { session: BYSTANDER, op: 'append' },
  { session: BYSTANDER, op: 'append', value: LETTERS },
];

const SHORT: readonly Payload[] = [
  { session: DAMAGED, op: 'create' },
  { session: DAMAGED, op: 'patch', value: LETTERS },
  { session: DAMAGED, op: 'append', value: LETTERS },
  { session: DAMAGED, op: 'append', value: SEPARATED },
  { session: DAMAGED, op: 'patch', value: SEPARATED },
  { session: DAMAGED, op: 'append' },
];

function payload(marked: string, value: Json = 'plain'): Json {
  return typeof value === 'string' ? `${marked} ${value}` : { marked, value };
}

/** A flush when one session is done, and one at the end. */
function flushedBetween(operations: readonly Operation[]): Operation[] {
  const first = firstOfDamaged(operations);
  return [...operations.slice(0, first), { op: 'flush' }, ...operations.slice(first), { op: 'flush' }];
}

/** Where the damaged session begins. What is before happens in a life of its own, so that it shows which files are whose. */
export function firstOfDamaged(operations: readonly Operation[]): number {
  const first = operations.findIndex((operation) => sessionOf(operation) === DAMAGED);
  return first === -1 ? operations.length : first;
}

/** The damaged one, and the bystander, if it is there. */
export function sessionsIn(operations: readonly Operation[]): string[] {
  return [DAMAGED, BYSTANDER].filter((session) => operations.some((operation) => sessionOf(operation) === session));
}

/** Whom a life on a damaged disk looks at. */
export function sessionsSeen(damage: Damage): string[] {
  const foreign = damage.kind === 'foreign-file' ? damage.session : undefined;
  return [DAMAGED, BYSTANDER, ...(foreign === undefined ? [] : [foreign])];
}

const AFTER = 'after';

/** What is written after the damage: something new in each of these sessions. */
export function laterWrites({ methods, fields, records }: Capabilities, sessions: readonly string[]): Operation[] {
  const operations: Operation[] = [];
  for (const [index, session] of sessions.entries()) {
    const marked = tag(index, AFTER);
    if (fields) operations.push({ op: 'patch', session, fields: { later: marked } });
    if (records) operations.push({ op: 'append', session, record: { later: marked } });
  }
  if (methods.includes('flush')) operations.push({ op: 'flush' });
  // What the store does behind the operations happens too, and what goes wrong there is told of this life.
  operations.push({ op: 'rest' });
  return operations;
}

/** One operation on the damaged session, as somebody calls it who knows nothing of the damage. */
export function singleOperation(op: 'touch' | 'create' | 'rewrite', { fields }: Capabilities): Operation {
  const marked = tag(3, AFTER);
  switch (op) {
    case 'create':
      return { op, session: DAMAGED, fields: fields ? { later: marked } : {} };
    case 'rewrite':
      return { op, session: DAMAGED, records: [{ later: marked }] };
    case 'touch':
      return { op, session: DAMAGED };
  }
}

/** What a user does who was told that there is no such session. */
export function newBeginning({ methods, fields, records }: Capabilities): Operation[] {
  const marked = tag(2, AFTER);
  const operations: Operation[] = [{ op: 'create', session: DAMAGED, fields: fields ? { later: marked } : {} }];
  if (records) operations.push({ op: 'append', session: DAMAGED, record: { later: marked } });
  if (methods.includes('flush')) operations.push({ op: 'flush' });
  operations.push({ op: 'rest' });
  return operations;
}
