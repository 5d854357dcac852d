import type { Effort } from '../../harness/model/effort.ts';
import type { Operation } from '../../harness/model/operation.ts';
import { text } from '../../harness/model/text.ts';
import type { StoreTraits } from '../../harness/suite/subject.ts';
import { acknowledgement } from '../acknowledgement.ts';

/** What a version is told before another one comes, the shortest first: one session; two, and one that was deleted; more, with longer contents. */
export function workloadsFor(effort: Effort, traits: StoreTraits): Operation[][] {
  const one = sessionOf('alpha', traits);
  const deleted = traits.capabilities.methods.includes('delete')
    ? [...sessionOf('gamma', traits), { op: 'delete', session: 'gamma' } as const]
    : [];
  const two = [...one, ...sessionOf('beta', traits), ...deleted, ...writesTo('alpha', 'second', traits)];
  const workloads = [one, two];
  if (effort !== 'quick') workloads.push([...two, ...['delta', 'epsilon'].flatMap((name) => sessionOf(name, traits, 10_000))]);
  return workloads.map((operations) => [...operations, ...acknowledgement(traits)]);
}

/** A session that holds something. */
function sessionOf(session: string, { capabilities }: StoreTraits, bytes = 0): Operation[] {
  const { methods, fields, records } = capabilities;
  const content = { of: session, ...(bytes > 0 ? { long: text(session, bytes) } : {}) };
  const made: Operation[] = [];
  if (methods.includes('create')) made.push({ op: 'create', session, fields: fields ? content : {} });
  else if (fields) made.push({ op: 'patch', session, fields: content });
  if (records)
    made.push({ op: 'append', session, record: { ...content, nth: 1 } }, { op: 'append', session, record: { nth: 2 } });
  return made;
}

/** A change of a session, as far as the version can make one. @param tag what is written: no two changes write the same. */
export function writesTo(session: string, tag: string, { capabilities: { fields, records } }: StoreTraits): Operation[] {
  const writes: Operation[] = [];
  if (fields) writes.push({ op: 'patch', session, fields: { [tag]: `to ${session}` } });
  if (records) writes.push({ op: 'append', session, record: { [tag]: `to ${session}` } });
  return writes;
}

/** The sessions that a workload leaves. */
export function sessionsLeftBy(operations: readonly Operation[]): string[] {
  const left = new Set<string>();
  for (const operation of operations) {
    if (!('session' in operation)) continue;
    if (operation.op === 'delete') left.delete(operation.session);
    else left.add(operation.session);
  }
  return [...left];
}
