import type { Json } from '../../harness/contract/session-store.ts';
import type { Capabilities } from '../../harness/model/capabilities.ts';
import type { Effort } from '../../harness/model/effort.ts';
import { type Operation, type OperationName, sessionOf } from '../../harness/model/operation.ts';
import { text } from '../../harness/model/text.ts';
import { groupOf, SESSIONS } from '../../harness/model/workload.ts';
import type { FaultWorkload } from './fault-workload.ts';

/** Several pages, so that a write of it can be cut short in many places; still one call of the disk. */
const LARGE_BYTES = 20_000;

const [ALPHA, BETA] = SESSIONS;

/** An operation without its payload, which its place in the sequence makes unique. */
interface Letter {
  readonly op: OperationName;
  readonly session?: string;
  readonly large?: true;
}

const alpha = (op: OperationName, large?: true): Letter => ({ op, session: ALPHA, ...(large ? { large } : {}) });
const beta = (op: OperationName): Letter => ({ op, session: BETA });

/** The likeliest first: how a session grows; then what replaces or removes it. */
const USUAL: readonly (readonly Letter[])[] = [
  [
    alpha('create'),
    alpha('append'),
    alpha('patch'),
    beta('create'),
    beta('append'),
    alpha('patch', true),
    alpha('append', true),
    alpha('append'),
  ],
  [
    alpha('create'),
    beta('create'),
    alpha('append'),
    beta('append'),
    beta('patch'),
    alpha('rewrite', true),
    alpha('touch'),
    beta('delete'),
  ],
];

const FURTHER: readonly (readonly Letter[])[] = [
  [
    beta('create'),
    beta('append'),
    alpha('create'),
    alpha('append', true),
    alpha('patch', true),
    beta('patch'),
    { op: 'flush' },
    alpha('append'),
    alpha('patch'),
  ],
  [
    alpha('create'),
    alpha('append'),
    alpha('delete'),
    alpha('create'),
    alpha('patch'),
    { op: 'rest' },
    alpha('append'),
    alpha('rewrite'),
  ],
];

/** Of stores that append groups of records: short ones, so that each call of theirs fails. */
const GROUPS: readonly Letter[] = [
  alpha('create'),
  alpha('append'),
  alpha('appendAll'),
  alpha('appendAll', true),
  alpha('append'),
];

/** Sequences that are tried with failures of the disk, the likeliest first. Equal for equal stores. */
export function faultWorkloads(effort: Effort, capabilities: Capabilities): FaultWorkload[] {
  const groups = capabilities.methods.includes('appendAll') ? [GROUPS] : [];
  const all = [...USUAL, ...groups, ...(effort === 'thorough' ? FURTHER : [])];
  const workloads = all.map((letters) => workloadOf(spell(letters, capabilities), capabilities));
  const known = new Set<string>();
  return workloads.filter((workload) => workload.operations.length > 0 && known.size < known.add(JSON.stringify(workload)).size);
}

/** The same operations, and what every session of them is told afterwards. */
function workloadOf(operations: readonly Operation[], capabilities: Capabilities): FaultWorkload {
  const flush: Operation[] = capabilities.methods.includes('flush') ? [{ op: 'flush' }] : [];
  const more = afterwardsOf(operations, capabilities);
  return { operations, afterwards: [...flush, ...more, ...flush], afterClose: [] };
}

/** Closed as soon as everything has been accepted; with `writesOn`, written to after that. */
export function closingWorkload(
  operations: readonly Operation[],
  capabilities: Capabilities,
  { writesOn, flushes = false }: { writesOn: boolean; flushes?: boolean },
): FaultWorkload {
  const [first] = operations.flatMap((operation) => sessionOf(operation) ?? []);
  const late = writesOn && first !== undefined ? writesTo(first, operations.length, capabilities) : [];
  // Who opens again by itself may still want to be flushed.
  const flush: Operation[] = flushes ? [{ op: 'flush' }] : [];
  return { operations, afterwards: [], closesAtOnce: true, afterClose: [...late, ...flush] };
}

/** Of each kind of write one that is in flight when the store is closed. */
export function undrainedWorkloads(capabilities: Capabilities): FaultWorkload[] {
  const before = [alpha('create'), alpha('append'), alpha('patch')];
  const inFlight: readonly OperationName[] = ['create', 'patch', 'append', 'rewrite', 'delete'];
  return inFlight.flatMap((op): FaultWorkload[] => {
    const operations = spell([...(op === 'create' ? [] : before), alpha(op)], capabilities);
    const there = operations.at(-1)?.op === op;
    return there ? [{ operations, afterwards: [], closesAtOnce: true, unawaited: true, afterClose: [] }] : [];
  });
}

/** What a live path does on a backend that fails: it appends, and flushes where that is possible. */
export function backendWorkload({ methods }: Capabilities): FaultWorkload {
  // Nothing but records reaches the backend, so no session is created.
  const record: Operation = { op: 'append', session: ALPHA, record: { turn: 1, text: 'p1 small' } };
  const flush: Operation[] = methods.includes('flush') ? [{ op: 'flush' }] : [];
  return { operations: [record, { op: 'rest' }, ...flush], afterwards: [], afterClose: [], backend: 'rejects' };
}

/** Everything that can be done over and over to one session, and to one that comes and goes. */
export function repeatedWorkload(capabilities: Capabilities): FaultWorkload | undefined {
  const begin = [alpha('create'), alpha('append'), alpha('patch')];
  const comesAndGoes = capabilities.methods.includes('delete')
    ? [beta('create'), beta('append'), beta('patch'), beta('delete')]
    : [];
  const round = [alpha('append'), alpha('patch'), alpha('rewrite'), alpha('touch'), ...comesAndGoes];
  const begun = spell(begin, capabilities);
  const repeated = spell([...begin, ...round, { op: 'flush' }], capabilities).slice(begun.length);
  return begun.length === 0 ? undefined : { operations: begun, repeated, afterwards: [], afterClose: [] };
}

/** The same in a store that is closed and opened over and over, as an application does for each request, or a test for each case. */
export function reopenedWorkload(capabilities: Capabilities): FaultWorkload | undefined {
  if (!capabilities.methods.includes('close')) return undefined;
  const begin = [alpha('create'), alpha('append'), alpha('patch')];
  const begun = spell(begin, capabilities);
  const repeated = spell([...begin, alpha('append'), alpha('patch')], capabilities).slice(begun.length, begun.length + 1);
  return begun.length === 0 ? undefined : { operations: begun, repeated, reopens: true, afterwards: [], afterClose: [] };
}

/** One value that cannot be serialised among others: as a record, and as a field. */
export function unserialisableWorkloads(capabilities: Capabilities): FaultWorkload[] {
  const bad: readonly Operation[] = [
    ...(capabilities.records ? [{ op: 'append' as const, session: ALPHA, record: { turn: 0, bad: UNSERIALISABLE } }] : []),
    ...(capabilities.fields ? [{ op: 'patch' as const, session: ALPHA, fields: { bad: UNSERIALISABLE } }] : []),
  ];
  const letters = [
    alpha('create'),
    alpha('append'),
    alpha('patch'),
    beta('create'),
    beta('append'),
    alpha('append'),
    beta('append'),
  ];
  const good = spell([...letters, alpha('patch'), beta('patch')], capabilities);
  const place = good.findLastIndex((operation, index) => index < 4 && sessionOf(operation) === ALPHA) + 1;
  return bad.map((operation) => {
    const operations = good.toSpliced(place, 0, operation);
    return { ...workloadOf(operations, capabilities), unserialisable: place };
  });
}

const UNSERIALISABLE: Json = { $bigint: '1' };

/** One more write of each kind to every session; one that was deleted is created again where that is how sessions begin. */
function afterwardsOf(operations: readonly Operation[], capabilities: Capabilities): Operation[] {
  const sessions = [...new Set(operations.flatMap((operation) => sessionOf(operation) ?? []))];
  return sessions.flatMap((session, number) => {
    const last = operations.findLast((operation) => sessionOf(operation) === session && operation.op !== 'touch');
    const turn = operations.length + 4 * number;
    const gone = last?.op === 'delete' && capabilities.methods.includes('create');
    return gone ? [spellLetter({ op: 'create', session }, turn)] : writesTo(session, turn, capabilities);
  });
}

function writesTo(session: string, turn: number, { fields, records }: Capabilities): Operation[] {
  return [
    ...(records ? [spellLetter({ op: 'append', session }, turn)] : []),
    ...(fields ? [spellLetter({ op: 'patch', session }, turn + 1)] : []),
  ];
}

/** What the store has of these, with texts of their own. What makes no sense on a session that is not there is left out. */
function spell(letters: readonly Letter[], { methods }: Capabilities): Operation[] {
  const has = (op: OperationName): boolean => op === 'rest' || methods.includes(op);
  const there = new Set<string>();
  const kept = letters.filter(({ op, session }) => {
    if (!has(op)) return false;
    if (session === undefined) return there.size > 0;
    const begins = op === 'create' || (!methods.includes('create') && (op === 'append' || op === 'appendAll' || op === 'patch'));
    if (!begins && !there.has(session)) return false;
    if (op === 'delete') there.delete(session);
    else there.add(session);
    return true;
  });
  return kept.map(spellLetter);
}

function spellLetter({ op, session = '', large }: Letter, index: number): Operation {
  const turn = index + 1;
  // A tag of its own per operation: what is lost, doubled or glued shows.
  const tag = `p${turn}`;
  const payload: Json = large ? text(tag, LARGE_BYTES) : `${tag} small`;
  switch (op) {
    case 'create':
      return { op, session, fields: { [`made${turn}`]: payload } };
    case 'patch':
      return { op, session, fields: { [`field${turn}`]: payload, turn } };
    case 'append':
      return { op, session, record: { turn, text: payload } };
    case 'appendAll':
      return { op, session, records: groupOf(turn, payload) };
    case 'rewrite':
      return {
        op,
        session,
        records: [
          { compacted: payload, turn },
          { turn, last: true },
        ],
      };
    case 'flush':
    case 'rest':
      return { op };
    case 'delete':
    case 'touch':
      return { op, session };
  }
}
