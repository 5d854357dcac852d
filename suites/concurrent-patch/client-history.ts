import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import type { SessionState } from '../../harness/contract/session-store.ts';
import type { ReadResult } from '../../harness/host/snapshot.ts';
import type { HistoryOperation } from '../../harness/model/linearizability/check.ts';
import { type ClientEvent, type ClientOperation, type Program, SETUP, type StoreOperation } from '../../harness/model/program.ts';
import type { ComparedParts } from '../../harness/model/reference.ts';
import { type SessionOutput, stateKey } from '../../harness/model/session-model.ts';
import type { JudgedRun } from './judged-run.ts';

/** Who looks when all is over: a living instance, or one that is opened anew. */
export type Looker = `instance ${number}` | 'a new instance';

/** An operation as the checker sees it, with what a story tells of it. */
export interface ToldInput {
  readonly operation: StoreOperation;
  readonly client: number | Looker;
  /** What a read returned. */
  readonly state?: SessionState | null;
}

export type SessionHistory = HistoryOperation<ToldInput, SessionOutput>[];

/** The history of each session: what the clients did, and then what is read when they are done. */
export function sessionHistories(
  judged: Pick<JudgedRun, 'aimed' | 'capabilities' | 'run' | 'history' | 'crash' | 'reopened'>,
  { acknowledgedBy }: Pick<ResolvedClaims, 'acknowledgedBy'>,
): Map<string, SessionHistory> {
  const { aimed, capabilities, run, history, crash, reopened } = judged;
  const { program } = aimed;
  const histories = new Map<string, SessionHistory>();
  const of = (session: string): SessionHistory => {
    const known = histories.get(session);
    if (known !== undefined) return known;
    const made: SessionHistory = [];
    histories.set(session, made);
    return made;
  };
  const over = history.length + 1;
  // What every living instance flushed in the end is acknowledged at the latest then. A process that was to die may have, before it flushed.
  const flushedInTheEnd = crash === undefined && run.end === 'done' && run.flushed.ok ? over : undefined;
  for (const [at, event] of history.entries()) {
    if (event.type !== 'invoke') continue;
    const operation = operationOf(program, event);
    if (!('session' in operation)) continue;
    const back = history.findIndex(
      (other, index) => index > at && other.client === event.client && other.operation === event.operation,
    );
    // What is seen before it's acknowledged may be undone by a crash: nobody was told that it is kept.
    if (crash !== undefined && onlySaw(operation, history[back])) continue;
    const entry = entryOf(operation, event.client, at, history[back], capabilities);
    if (entry === undefined) continue;
    if (acknowledgedBy === 'flush' && operation.op === 'read' && seesOwnBuffer(program, history.slice(0, back), event)) continue;
    const flushes = isWrite(operation) || (crash !== undefined && operation.op === 'consume');
    if (entry.return !== undefined && acknowledgedBy === 'flush' && flushes) {
      const flushed = flushAfter(history, back, event, program) ?? (mayDie(program, event) ? undefined : flushedInTheEnd);
      const { output: _output, return: _back, ...pending } = entry;
      of(operation.session).push(flushed === undefined ? pending : { ...entry, return: flushed });
    } else of(operation.session).push(entry.return === undefined ? entry : { ...entry, return: back });
  }
  if (crash === undefined) {
    for (const [index, { instance, read }] of run.lastLooks.entries()) {
      for (const [session, result] of Object.entries(read))
        look(of(session), session, `instance ${instance + 1}`, over + 1 + index, result, capabilities);
    }
  }
  for (const [session, result] of Object.entries(reopened?.read ?? {}))
    look(of(session), session, 'a new instance', over + 1000, result, capabilities);
  return histories;
}

export function operationOf(program: Program, { client, operation }: Pick<ClientEvent, 'client' | 'operation'>): ClientOperation {
  const operations = client === SETUP ? program.setup : program.clients[client]?.operations;
  const found = operations?.[operation];
  if (found === undefined) throw new Error(`client ${client} has no operation ${operation}`);
  return found;
}

/** `undefined`: it tells nothing. What was refused may have been done all the same, at any time. */
function entryOf(
  operation: StoreOperation,
  client: number,
  at: number,
  back: ClientEvent | undefined,
  parts: ComparedParts,
): SessionHistory[number] | undefined {
  const answered = back?.type === 'acknowledge';
  const result = answered ? back.result : undefined;
  const state = result !== undefined && 'state' in result ? result.state : undefined;
  const called = { client, call: at, input: { operation, client, ...(state === undefined ? {} : { state }) } };
  if (!answered) return operation.op === 'read' ? undefined : called;
  if (operation.op === 'read')
    return state === undefined ? undefined : { ...called, return: at, output: { state: stateKey(state, parts) } };
  if (operation.op === 'consume')
    return { ...called, return: at, output: { won: result !== undefined && 'won' in result && result.won } };
  return { ...called, return: at, output: 'done' };
}

/** A read, or a consume that somebody else has won, who may not have been told so yet. */
function onlySaw({ op }: ClientOperation, back: ClientEvent | undefined): boolean {
  const result = back?.result;
  return op === 'read' || (op === 'consume' && result !== undefined && 'won' in result && !result.won);
}

/**
 * An instance may show what was written through it and is not flushed yet, to itself alone. With one instance that is what everybody sees; with
 * several it is no moment of the one history.
 */
function seesOwnBuffer(program: Program, history: readonly ClientEvent[], { client }: Pick<ClientEvent, 'client'>): boolean {
  if (program.instances.length === 1) return false;
  const instanceOf = (index: number) => (index === SETUP ? 0 : program.clients[index]?.instance);
  const own = history.filter((event) => instanceOf(event.client) === instanceOf(client));
  const lastWrite = own.findLastIndex(
    (event) => event.type === 'invoke' && isWrite(operationOf(program, event)) && operationOf(program, event).op !== 'flush',
  );
  const lastFlush = own.findLastIndex((event) => event.type === 'acknowledge' && operationOf(program, event).op === 'flush');
  return lastWrite > lastFlush;
}

/** Whether the operation was one of a process that dies at some point. */
function mayDie({ instances, clients, deaths = [] }: Program, { client }: Pick<ClientEvent, 'client'>): boolean {
  const instance = client === SETUP ? 0 : clients[client]?.instance;
  return deaths.includes(instances[instance ?? -1]?.process ?? -1);
}

/** When a flush came back that was called, through the same instance, after the operation had. */
function flushAfter(
  history: readonly ClientEvent[],
  back: number,
  { client }: Pick<ClientEvent, 'client'>,
  program: Program,
): number | undefined {
  const instanceOf = (index: number) => (index === SETUP ? 0 : program.clients[index]?.instance);
  for (let at = back + 1; at < history.length; at++) {
    const event = history[at];
    if (event?.type !== 'invoke' || instanceOf(event.client) !== instanceOf(client)) continue;
    if (operationOf(program, event).op !== 'flush') continue;
    const end = history.findIndex(
      (other, index) => index > at && other.client === event.client && other.operation === event.operation,
    );
    if (end !== -1 && history[end]?.type === 'acknowledge') return end;
  }
  return undefined;
}

function look(
  history: SessionHistory,
  session: string,
  looker: Looker,
  at: number,
  result: ReadResult,
  parts: ComparedParts,
): void {
  if ('problem' in result) return;
  const { state } = result;
  history.push({
    client: looker,
    input: { operation: { op: 'read', session }, client: looker, state },
    call: at,
    return: at,
    output: { state: stateKey(state, parts) },
  });
}

function isWrite({ op }: ClientOperation): boolean {
  return op !== 'read' && op !== 'consume';
}
