import type { Json } from '../../harness/contract/session-store.ts';
import type { Effort } from '../../harness/model/effort.ts';
import type { Operation } from '../../harness/model/operation.ts';
import { text } from '../../harness/model/text.ts';
import type { StoreTraits } from '../../harness/suite/subject.ts';
import { acknowledgement, survivesReopening } from '../acknowledgement.ts';
import { FOREIGN_VALUES } from './foreign-values.ts';
import { generatedPairs } from './generated-ids.ts';
import { generatedPayloads } from './generated-payloads.ts';
import { ABSOLUTE_ID, ESCAPING_IDS, ID_PAIRS, ODD_IDS } from './ids.ts';
import { ORDINARY_VALUES } from './ordinary-payloads.ts';
import { FIELD_NAMES, own, PAYLOADS } from './payloads.ts';
import { change, creation, type Trial } from './trial.ts';

const GENERATED: { readonly [E in Effort]: { readonly pairs: number; readonly payloads: number } } = {
  quick: { pairs: 20, payloads: 20 },
  default: { pairs: 100, payloads: 100 },
  thorough: { pairs: 1000, payloads: 1000 },
};

/** Sessions under these ids: made one after the other, changed, found again; one is removed, the others are not. */
export function idTrial(sessions: readonly string[], traits: StoreTraits, looks: Trial['looks'] = 'each'): Trial {
  const [first] = sessions;
  const acknowledged = acknowledgement(traits);
  const inTurn = looks === 'each' ? acknowledged : [];
  const made = sessions.flatMap((session, index) => [...creation(session, index + 1, traits), ...inTurn]);
  const changed = first === undefined ? [] : [...change(first, true, traits), ...acknowledged];
  const removes = first !== undefined && traits.capabilities.methods.includes('delete');
  const removed: Operation[] = removes ? [{ op: 'delete', session: first }, ...acknowledged] : [];
  const written = [...made, ...changed];
  const operations = [...written, ...removed];
  const reopenBefore = [written.length, ...(removes ? [operations.length] : [])];
  return { kind: 'ids', operations, reopenBefore: survivesReopening(traits.claims) ? reopenBefore : [], sessions, looks };
}

const SESSION = 'payload';

/** A value in every place of a session where there can be one, each written by itself: as the first that it holds, and as a later one. */
function valueTrial(value: Json, traits: StoreTraits): Trial {
  const { methods, fields, records } = traits.capabilities;
  const record: Operation = { op: 'append', session: SESSION, record: value };
  const first: Operation[] = methods.includes('create')
    ? [{ op: 'create', session: SESSION, fields: fields ? { first: value } : {} }]
    : fields
      ? [patch({ first: value })]
      : [record];
  const later = records ? (first.includes(record) ? [record] : [record, record]) : [];
  return payloadTrial([...first, ...(fields ? [patch({ value1: value })] : []), ...later], traits);
}

/** A value within an object, as a field and as a part of a record. */
function ordinaryTrial(value: Json, traits: StoreTraits): Trial {
  const { methods, fields, records } = traits.capabilities;
  const first: Operation[] = methods.includes('create') ? [{ op: 'create', session: SESSION, fields: {} }] : [];
  const writes: Operation[] = [
    ...(fields ? [patch({ value })] : []),
    ...(records ? [{ op: 'append', session: SESSION, record: { value } } as const] : []),
  ];
  return { ...payloadTrial([...first, ...writes], traits), kind: 'ordinary' };
}

/** The same of many, in one session: where lives are dear. */
function crowdTrial(values: readonly Json[], traits: StoreTraits): Trial {
  const { methods, fields, records } = traits.capabilities;
  const writes = values.flatMap((value, index): Operation[] => [
    ...(fields ? [patch({ [`value${index + 1}`]: value })] : []),
    ...(records ? [{ op: 'append', session: SESSION, record: value } as const] : []),
  ]);
  const first: Operation[] = methods.includes('create') ? [{ op: 'create', session: SESSION, fields: {} }] : [];
  return payloadTrial([...first, ...writes], traits, { inTurn: false });
}

/** Writes that have nothing to write, and those after them: a session that is made empty, changed in nothing, emptied. */
function nothingTrial(traits: StoreTraits): Trial {
  const { methods, fields, records } = traits.capabilities;
  const emptied: Operation[] = methods.includes('rewrite') ? [{ op: 'rewrite', session: SESSION, records: [] }] : [];
  const append = (record: Json): Operation[] => (records ? [{ op: 'append', session: SESSION, record }] : []);
  const first: Operation[] = methods.includes('create')
    ? [{ op: 'create', session: SESSION, fields: {} }]
    : fields
      ? [patch({ first: 'made' })]
      : [];
  const nothing = fields ? [patch({})] : [];
  const writes = [...nothing, ...append('one'), ...emptied, ...append('two'), ...nothing, ...emptied];
  return payloadTrial([...first, ...writes], traits);
}

/** Fields of these names: given when the session is made, or later, each by itself and then changed. */
function namesTrial(names: readonly string[], given: 'create' | 'patch', traits: StoreTraits): Trial {
  const makes = traits.capabilities.methods.includes('create');
  const made = Object.fromEntries(given === 'create' ? names.map((name) => [name, 'made']) : []);
  const first: Operation[] = makes ? [{ op: 'create', session: SESSION, fields: made }] : [];
  const added = given === 'patch' ? names.map((name) => patch(own(name, 'added'))) : [];
  const inTurn = names.length === 1;
  return payloadTrial([...first, ...added, ...names.map((name) => patch(own(name, { changed: true })))], traits, { inTurn });
}

function patch(fields: { [key: string]: Json }): Operation {
  return { op: 'patch', session: SESSION, fields };
}

/** Looked at after each write: a later one may be refused for what an earlier one left. `inTurn`: each is acknowledged before the next. */
function payloadTrial(writes: readonly Operation[], traits: StoreTraits, { inTurn = true }: { inTurn?: boolean } = {}): Trial {
  const acknowledged = acknowledgement(traits);
  const operations = inTurn ? writes.flatMap((write) => [write, ...acknowledged]) : [...writes, ...acknowledged];
  const reopenBefore = survivesReopening(traits.claims) ? [operations.length] : [];
  return { kind: 'payload', operations, reopenBefore, sessions: [SESSION], looks: 'each' };
}

/** Objects that the caller changes after it passed them in, and after they were returned to it. */
export function aliasTrial({ claims }: StoreTraits): Trial {
  return {
    kind: 'alias',
    operations: [],
    reopenBefore: survivesReopening(claims) ? [0] : [],
    sessions: ['alias'],
    looks: 'ends',
  };
}

/** The ids are used in no other trial: what an earlier life left in memory must not be taken for what a second directory shows. */
const BESIDE = ['beside-1', 'beside-2'] as const;

/** A second store, on another directory, with a session of an equal id and one of its own; it comes and goes while the first is in use. */
export function besideTrial(traits: StoreTraits): Trial {
  const [both, second] = BESIDE;
  const acknowledged = acknowledgement(traits);
  const made = [...creation(both, 'first', traits), ...acknowledged];
  const operations = [...made, ...change(both, true, traits), ...acknowledged];
  const others = [...creation(second, 'second', traits), ...creation(both, 'second', traits), ...acknowledged];
  return {
    kind: 'beside',
    operations,
    reopenBefore: survivesReopening(traits.claims) ? [operations.length] : [],
    sessions: BESIDE,
    looks: 'each',
    beside: { before: made.length, operations: others },
  };
}

const FORKED = ['parent', 'fork'] as const;

/** A session is made of another one; both are written to, one of them is deleted, and the store is opened again. Once with either deleted, and once with neither. */
export function forkTrials(traits: StoreTraits): Trial[] {
  const { methods, fields } = traits.capabilities;
  const [parent, fork] = FORKED;
  const acknowledged = acknowledgement(traits);
  const record = (session: string, nth: number): Operation => ({ op: 'append', session, record: { of: session, nth } });
  const made = [...creation(parent, 'first', traits), record(parent, 2), record(parent, 3), ...acknowledged];
  const further = [parent, fork].flatMap((session): Operation[] => [
    record(session, 4),
    ...(fields ? [{ op: 'patch' as const, session, fields: { tag: session } }] : []),
  ]);
  const rewritten: Operation[] = methods.includes('rewrite')
    ? [{ op: 'rewrite', session: parent, records: [{ anew: true }] }]
    : [];
  const written = [...made, ...further, ...acknowledged];
  const others: Operation[][] = methods.includes('delete')
    ? [[{ op: 'delete', session: parent }], [{ op: 'delete', session: fork }]]
    : [];
  return [[], rewritten, ...others].map((last) => {
    const operations = [...written, ...last, ...(last.length === 0 ? [] : acknowledged)];
    return {
      kind: 'fork',
      operations,
      reopenBefore: survivesReopening(traits.claims) ? [operations.length] : [],
      sessions: FORKED,
      looks: 'each',
      fork: { before: made.length, at: 2 },
    };
  });
}

/** So that three of the texts are too long together, and each by itself is not. */
const LONGEST_CHARACTERS = 262_144;
const LONG_BYTES = 100_000;

/** A session that grows too long to be read in one piece: only read while that is so, and written to. */
export function longTrials(traits: StoreTraits): Trial[] {
  const { fields, records, methods } = traits.capabilities;
  const session = 'long';
  const acknowledged = acknowledgement(traits);
  const grown = ['one', 'two', 'three'].map((name): Operation => {
    const long = text(name, LONG_BYTES);
    return records ? { op: 'append', session, record: { long } } : { op: 'patch', session, fields: { [name]: long } };
  });
  const made: Operation[] = methods.includes('create') ? [{ op: 'create', session, fields: fields ? { tag: 1 } : {} }] : [];
  const operations = [...made, ...grown, ...acknowledged];
  const write: Operation = records
    ? { op: 'append', session, record: { later: true } }
    : { op: 'patch', session, fields: { later: true } };
  return [[], [write, ...acknowledged]].map((later) => ({
    kind: 'long',
    operations: [...operations, ...later],
    reopenBefore: [operations.length, operations.length + later.length],
    sessions: [session],
    looks: 'ends',
    longestString: LONGEST_CHARACTERS,
  }));
}

/** A value that JSON has no form for, with the name that it is told by. */
export function foreignTrials(traits: StoreTraits): { readonly name: string; readonly trial: Trial }[] {
  return FOREIGN_VALUES.map(({ name, value }) => ({ name, trial: { ...valueTrial(value, traits), kind: 'foreign' } }));
}

export interface IdPlan {
  /** Where lives are cheap: each by itself. Otherwise all ids at once, and what goes wrong is found by leaving out. */
  readonly cheap: boolean;
  readonly effort: Effort;
  readonly seed: number;
  /** Names of files of the store. */
  readonly ownNames: readonly string[];
}

/** Trials about ids, the likeliest to show something first. */
export function idTrials({ cheap, effort, seed, ownNames }: IdPlan, traits: StoreTraits): Trial[] {
  const escaping = cheap ? [...ESCAPING_IDS, ABSOLUTE_ID] : ESCAPING_IDS;
  const fixed = [...new Set(ID_PAIRS.flat())];
  const crowds = [fixed, ODD_IDS, ['plain-1', ...ownNames]].map((ids) => idTrial([...new Set(ids)], traits, 'ends'));
  if (!cheap) return [...crowds, idTrial(escaping, traits, 'ends')];
  const alone = [...ODD_IDS, ...escaping].map((id) => idTrial([id], traits));
  const pairs = [...ID_PAIRS, ...ownNames.map((name) => ['plain-1', name] as const)];
  const generated = generatedPairs(GENERATED[effort].pairs, seed);
  return [...[...pairs, ...generated].map((pair) => idTrial(pair, traits)), ...alone, ...crowds];
}

/** Trials about payloads, the fixed ones first. */
export function payloadTrials({ cheap, effort, seed }: Omit<IdPlan, 'ownNames'>, traits: StoreTraits): Trial[] {
  const { fields } = traits.capabilities;
  const nothing = nothingTrial(traits);
  const ordinary = ORDINARY_VALUES.map((value) => ordinaryTrial(value, traits));
  if (!cheap)
    return [
      ...ordinary.slice(-1),
      crowdTrial(PAYLOADS, traits),
      ...(fields ? [namesTrial(FIELD_NAMES, 'patch', traits)] : []),
      nothing,
    ];
  const values = [...PAYLOADS, ...generatedPayloads(GENERATED[effort].payloads, seed)];
  const names = fields ? FIELD_NAMES : [];
  return [
    ...ordinary,
    ...values.map((value) => valueTrial(value, traits)),
    ...names.flatMap((name) => [namesTrial([name], 'create', traits), namesTrial([name], 'patch', traits)]),
    nothing,
  ];
}
