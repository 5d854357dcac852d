import type { Json } from '../../harness/contract/session-store.ts';
import { type Operation, sessionOf } from '../../harness/model/operation.ts';
import type { StoreTraits } from '../../harness/suite/subject.ts';
import { acknowledgement } from '../acknowledgement.ts';
import type { LivedTrial } from './live-trial.ts';
import { OTHER_OWNER } from './prepared.ts';
import { SECRET } from './session-files.ts';
import { type GivenAttributes, LOOKS, type Trial, type TrialKind } from './trial.ts';

const SESSION = 'kept';

/** Pairs of ids that a file system may take for one name. */
const FOLDED_PAIRS = [
  ['Folded', 'folded'],
  ['caf\u00e9', 'cafe\u0301'],
] as const;

/** Lengths at which a name fits, and one with a few characters more does not; half of them where the store writes two characters for one. */
const LONG_LENGTHS = [...every(3, 112, 127), ...every(3, 201, 255)];

/** Of each primitive. A store that looks more often does so in the same ways. */
const MOST_LOOKS = 40;

/** What a session's file is given: less than any umask leaves, more than that, and an owner and a group, each alone too. */
const GIVEN: readonly GivenAttributes[] = [
  { mode: 0o600 },
  { mode: 0o666 },
  { uid: OTHER_OWNER.uid },
  { gid: OTHER_OWNER.gid },
  { ...OTHER_OWNER, mode: 0o640 },
];

/** Everything that is tried of one kind. */
export function trialsOf(kind: TrialKind, traits: StoreTraits): Trial[] {
  switch (kind) {
    case 'plain':
      return [];
    case 'folded-names':
      return FOLDED_PAIRS.map((pair) => ofSessions(kind, pair, traits));
    case 'long-names':
      return [ofSessions(kind, LONG_LENGTHS.map(longId), traits)];
    case 'attributes':
      return GIVEN.map((given) => ({ ...ofOneSession(kind, traits), given }));
    case 'read-only-directory':
      return [ofOneSession(kind, traits, creation('new', traits))];
    default:
      return [ofOneSession(kind, traits)];
  }
}

/** The trial once more for each call of its second life that says whose a file is, or who may read it; there it fails. */
export function withFailingLooks<Image>({ trial, lives }: LivedTrial<Image>): Trial[] {
  const trace = lives[1]?.life.trace ?? [];
  return LOOKS.flatMap((primitive) => {
    const looks = trace.filter((entry) => entry.type === 'fs' && entry.primitive === primitive).slice(0, MOST_LOOKS);
    return looks.map((_, call) => ({ ...trial, failing: { primitive, call } }));
  });
}

/** A session is made in a first life, and in two later ones everything is done to it that the store does to sessions. */
function ofOneSession(kind: TrialKind, traits: StoreTraits, more: readonly Operation[] = []): Trial {
  const acknowledged = acknowledgement(traits);
  const made = [...creation(SESSION, traits), ...acknowledged];
  const first = [...laterWrites(SESSION, 'first', traits), ...more].flatMap((write) => [write, ...acknowledged]);
  const again = [...laterWrites(SESSION, 'again', traits).slice(0, 1), ...acknowledged];
  const operations = [...made, ...first, ...again];
  const reopenBefore = [made.length, made.length + first.length, operations.length];
  const sessions = [...new Set(operations.flatMap((operation) => sessionOf(operation) ?? []))];
  return { kind, operations, reopenBefore, sessions };
}

/** Each session is made, and then the first of them changed; or, where there are many, each. */
function ofSessions(kind: TrialKind, sessions: readonly string[], traits: StoreTraits): Trial {
  const acknowledged = acknowledgement(traits);
  const changed = kind === 'folded-names' ? sessions.slice(0, 1) : sessions;
  const made = sessions.flatMap((session, index) => [...creation(session, traits, `made-${index + 1}`), ...acknowledged]);
  const later = changed.flatMap((session) => [...laterWrites(session, 'later', traits).slice(0, 1), ...acknowledged]);
  const operations = [...made, ...later];
  return { kind, operations, reopenBefore: [made.length, operations.length], sessions };
}

/** What tells it from others comes first, so that a name that is cut is still another one. */
function longId(length: number): string {
  return `${length}-`.padEnd(length, 'n');
}

function every(step: number, from: number, to: number): number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
}

/** Brings a session into being, with a content that can be found again in whatever file it is. */
function creation(session: string, { capabilities }: StoreTraits, tag = 'made'): Operation[] {
  const { methods, fields, records } = capabilities;
  const made: Operation[] = [];
  if (methods.includes('create')) made.push({ op: 'create', session, fields: fields ? { made: secret(tag) } : {} });
  else if (fields) made.push({ op: 'patch', session, fields: { made: secret(tag) } });
  if (records) made.push({ op: 'append', session, record: secret(tag) });
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
