import type { Json } from '../../harness/contract/session-store.ts';
import type { Operation } from '../../harness/model/operation.ts';
import { SECRET } from './session-files.ts';
import { acknowledgesLater, type StoreTraits, type Trial, type TrialKind } from './trial.ts';

const SESSION = 'kept';

/** Trials that make a session in a first life, and in two later ones do to it whatever the store does to sessions. */
export function trialsOf(kind: TrialKind, traits: StoreTraits): Trial[] {
  const made = [...creation(SESSION, traits), ...acknowledgement(traits)];
  const first = laterWrites(SESSION, 'first', traits).flatMap((write) => [write, ...acknowledgement(traits)]);
  const again = [...laterWrites(SESSION, 'again', traits).slice(0, 1), ...acknowledgement(traits)];
  const operations = [...made, ...first, ...again];
  const reopenBefore = [made.length, made.length + first.length, operations.length];
  return [{ kind, operations, reopenBefore, sessions: [SESSION] }];
}

/** Brings a session into being, with a content that can be found again in whatever file it is. */
function creation(session: string, { capabilities }: StoreTraits): Operation[] {
  const { methods, fields, records } = capabilities;
  const made: Operation[] = [];
  if (methods.includes('create')) made.push({ op: 'create', session, fields: fields ? { made: secret('made') } : {} });
  else if (fields) made.push({ op: 'patch', session, fields: { made: secret('made') } });
  if (records) made.push({ op: 'append', session, record: secret('record') });
  return made;
}

/** One of each write that a store has for a session that is there. Those that replace everything come last. */
function laterWrites(session: string, tag: string, { capabilities }: StoreTraits): Operation[] {
  const { methods, fields, records } = capabilities;
  const writes: Operation[] = [];
  if (fields) writes.push({ op: 'patch', session, fields: { [tag]: secret(tag) } });
  if (records) writes.push({ op: 'append', session, record: secret(tag) });
  if (methods.includes('touch')) writes.push({ op: 'touch', session });
  if (methods.includes('rewrite')) writes.push({ op: 'rewrite', session, records: [secret(`${tag}-rewritten`)] });
  return writes;
}

function secret(tag: string): Json {
  return `${SECRET}-${tag}`;
}

/** What makes the writes before it acknowledged, where their own calls do not; then whatever goes on in the background comes to its end. */
function acknowledgement({ claims, capabilities }: StoreTraits): Operation[] {
  if (!acknowledgesLater(claims)) return [];
  return [...(capabilities.methods.includes('flush') ? [{ op: 'flush' } as const] : []), { op: 'rest' }];
}
