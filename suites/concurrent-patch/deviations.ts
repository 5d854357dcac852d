import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import type { Json } from '../../harness/contract/session-store.ts';
import type { Problem } from '../../harness/host/problem.ts';
import type { LastLook } from '../../harness/host/together.ts';
import { checkLinearizability } from '../../harness/model/linearizability/check.ts';
import type { PureModel } from '../../harness/model/linearizability/pure-model.ts';
import type { ClientOperation } from '../../harness/model/program.ts';
import { type ModelState, sameJson } from '../../harness/model/reference.ts';
import { type SessionOutput, sessionModel } from '../../harness/model/session-model.ts';
import { expand } from '../../harness/model/text.ts';
import { operationOf, sessionHistories, type ToldInput } from './client-history.ts';
import type { Deviation } from './deviation.ts';
import { explainHistory } from './explain-history.ts';
import type { JudgedRun } from './judged-run.ts';
import { SESSION } from './programs.ts';

/** All the ways in which a run is not what its judgement asks for. Pure. */
export function deviationsOf(judged: JudgedRun, claims: ResolvedClaims): Deviation[] {
  switch (judged.aimed.judgement) {
    case 'history':
      return historyDeviations(judged, claims);
    case 'order':
      return [...historyDeviations(judged, claims), ...orderDeviations(judged)];
    case 'poison':
      return poisonDeviations(judged);
    case 'overtaking':
      return [];
  }
}

function historyDeviations(judged: JudgedRun, claims: ResolvedClaims): Deviation[] {
  const { run, crash, capabilities, refusesExisting, reopened } = judged;
  const deviations: Deviation[] = [];
  if (crash === undefined) {
    const stray = run.stray ?? hungFlush(judged);
    if (stray !== undefined) return [{ kind: 'stray', problem: stray }];
    deviations.push(
      ...unfinished(judged),
      ...collisions(judged),
      ...notTaken(judged),
      ...unreadable(judged),
      ...listings(judged),
    );
    if (reopened?.opened.ok === false) deviations.push({ kind: 'unopenable', problem: reopened.opened.problem });
  } else if (reopened?.opened.ok !== true) return [];
  const model = toldModel(
    sessionModel({ parts: capabilities, creates: capabilities.methods.includes('create'), refusesExisting }),
  );
  for (const [session, history] of sessionHistories(judged, claims)) {
    const result = checkLinearizability(model, history);
    // Programs are short; a history that cannot be decided would be a mistake of ours, and must not pass.
    if (result.verdict === 'undecided') throw new Error(`the history of session ${session} cannot be decided: ${result.reason}`);
    if (result.verdict === 'violation') {
      const told = () => explainHistory(model, session, history, capabilities);
      const written = history.filter(({ input: { operation, client } }) => operation.op !== 'read' || typeof client !== 'number');
      const byReadsAlone = () => checkLinearizability(model, written).verdict === 'linearizable';
      deviations.push({ kind: 'not-linearizable', session, explain: told, byReadsAlone });
    }
  }
  return deviations;
}

/** The session's model over inputs that know more than it needs. */
function toldModel(model: ReturnType<typeof sessionModel>): PureModel<ModelState, ToldInput, SessionOutput> {
  const { readOnly } = model;
  return {
    initial: model.initial,
    key: model.key,
    step: (state, { operation }, output) => model.step(state, operation, output),
    mayLeadTo: (state, { operation }) => model.mayLeadTo(state, operation),
    ...(readOnly === undefined
      ? {}
      : { readOnly: ({ operation }: ToldInput, output: SessionOutput | undefined) => readOnly(operation, output) }),
  };
}

/**
 * Whoever did not come back although everybody had all the time. Those of processes that died are not expected to; and how long a lock of theirs is
 * respected is the store's to decide, so that the others may still be waiting after ten minutes.
 */
function unfinished({ aimed, run, history }: JudgedRun): Deviation[] {
  if (run.end === 'done') return [];
  const { clients, instances, deaths = [] } = aimed.program;
  if (deaths.length > 0 && run.end === 'endless') return [];
  const found: Deviation[] = [];
  for (const event of history) {
    if (event.type !== 'invoke') continue;
    const instance = clients[event.client]?.instance ?? 0;
    if (deaths.includes(instances[instance]?.process ?? -1)) continue;
    const back = history.some(
      ({ type, client, operation }) => type !== 'invoke' && client === event.client && operation === event.operation,
    );
    if (!back)
      found.push({ kind: 'unfinished', client: event.client, operation: event.operation, endless: run.end === 'endless' });
  }
  return found;
}

/** The flush after everything never came back. */
function hungFlush({ run: { end, flushed } }: JudgedRun): Problem | undefined {
  return end === 'done' && !flushed.ok && flushed.problem.kind === 'hung' ? flushed.problem : undefined;
}

/**
 * What only happens to somebody whose files another one takes away or writes: Node's own words, since a store may well tell of a conflict in words of
 * its own.
 */
const COLLISION =
  /\b(ENOENT: no such file or directory|EBADF: bad file descriptor), |in JSON at position|is not valid JSON|Unexpected end of JSON input/;

/** Where several ask, all may be refused because of one another. */
function notTaken({ aimed: { program }, history }: JudgedRun): Deviation[] {
  if (program.clients.length > 1) return [];
  const refused = history.filter((event) => event.type === 'reject' && operationOf(program, event).op === 'consume');
  return refused.map(({ client, operation, error = '' }) => ({ kind: 'not-taken', client, operation, error }));
}

/** Of a session that is not there, where none has to be created. */
const MAKES_OR_LOOKS: ReadonlySet<ClientOperation['op']> = new Set(['patch', 'append', 'read']);

/** Only where no session is deleted: who patches a session that is gone may well be told ENOENT. */
function collisions({ aimed, run, history, capabilities }: JudgedRun): Deviation[] {
  const { clients, setup, deaths } = aimed.program;
  const taken = clients.some(({ operations }) =>
    operations.some(({ op }) => op === 'delete' || op === 'consume' || op === 'create'),
  );
  const made = new Set(setup.flatMap((operation) => ('session' in operation ? [operation.session] : [])));
  const creates = capabilities.methods.includes('create');
  const missing = clients.some(({ operations }) =>
    operations.some(
      (operation) => 'session' in operation && !made.has(operation.session) && (creates || !MAKES_OR_LOOKS.has(operation.op)),
    ),
  );
  if (taken || missing || deaths !== undefined) return [];
  const refused = history.filter(
    ({ type, error = '' }) => type === 'reject' && (COLLISION.test(error) || isInPlaceOfNext(error, run)),
  );
  return refused.map(({ client, operation, error = '' }) => ({ kind: 'collision', client, operation, error }));
}

const EXISTS = /\bEEXIST: file already exists, open '(?:\.\/)?([^']+)'/;

/** A lock that is held may be told like this. What others rename into place is no lock: it is the file of one who saves, and in another one's way. */
function isInPlaceOfNext(error: string, { trace }: JudgedRun['run']): boolean {
  const [, name] = EXISTS.exec(error) ?? [];
  if (name === undefined) return false;
  return trace.some(
    (entry) =>
      entry.type === 'fs' && entry.primitive === 'rename' && entry.error === undefined && entry.path?.endsWith(`/${name}`),
  );
}

function unreadable(judged: JudgedRun): Deviation[] {
  return looksAt(judged).flatMap(({ where, read }) =>
    Object.entries(read).flatMap(([session, result]): Deviation[] =>
      'problem' in result ? [{ kind: 'unreadable', session, where, problem: result.problem }] : [],
    ),
  );
}

/** An index that two writers wrote at once has lost one of them. */
function listings(judged: JudgedRun): Deviation[] {
  return looksAt(judged).flatMap(({ where, read, listed }) =>
    Object.entries(read).flatMap(([session, result]): Deviation[] => {
      if (listed === undefined || 'problem' in listed || 'problem' in result) return [];
      const shown = listed.sessions.includes(session);
      return shown === (result.state !== null) ? [] : [{ kind: 'listing', session, where, listed: shown }];
    }),
  );
}

/** What is read when all is at rest, by the instances that live and by a new one. */
function looksAt({ run, reopened }: JudgedRun): (Pick<LastLook, 'read' | 'listed'> & { readonly where: string })[] {
  return [
    ...run.lastLooks.map((look) => ({ ...look, where: `instance ${look.instance + 1}` })),
    ...(reopened === undefined ? [] : [{ ...reopened, where: 'a new instance' }]),
  ];
}

/** Each client's records in the order of its calls, in whatever is shown in the end. */
function orderDeviations({ aimed, run, reopened, history }: JudgedRun): Deviation[] {
  const shown = [...run.lastLooks.map(({ read }) => read), ...(reopened === undefined ? [] : [reopened.read])];
  return shown.flatMap((read) =>
    Object.entries(read).flatMap(([session, result]): Deviation[] => {
      if ('problem' in result || result.state === null) return [];
      const records = result.state.records ?? [];
      for (const client of aimed.program.clients.keys()) {
        // What was refused may still be done later, out of its turn.
        const own = history.flatMap((event) => {
          if (event.type !== 'acknowledge' || event.client !== client) return [];
          const operation = operationOf(aimed.program, event);
          return operation.op === 'append' && operation.session === session ? [expand(operation.record)] : [];
        });
        const places = own.map((record) => placeOf(record, records)).filter((place) => place !== -1);
        if (places.some((place, index) => place < (places[index - 1] ?? -1))) {
          return [{ kind: 'out-of-order', session, client, found: JSON.stringify(records).slice(0, 160) }];
        }
      }
      return [];
    }),
  );
}

function placeOf(record: Json, records: readonly Json[]): number {
  return records.findIndex((other) => sameJson(record, other));
}

const WRITES: ReadonlySet<ClientOperation['op']> = new Set([
  'create',
  'patch',
  'append',
  'appendAll',
  'rewrite',
  'touch',
  'delete',
  'consume',
]);

/**
 * Everything after a refusal was refused, although a new instance finds the session where it was. If the failure destroyed
 * it, that is what others are about.
 */
function poisonDeviations(judged: JudgedRun): Deviation[] {
  const { run, history, aimed, reopened } = judged;
  if (!run.faultStruck || run.stray !== undefined) return [];
  const hanging = unfinished(judged);
  if (hanging.length > 0) return hanging;
  const found = reopened?.read[SESSION];
  if (found === undefined || 'problem' in found || found.state === null) return [];
  const writes = history.filter(
    ({ client, operation }) => client === 0 && WRITES.has(operationOf(aimed.program, { client, operation }).op),
  );
  const failed = writes.find(({ type }) => type === 'reject');
  if (failed === undefined) return [];
  const later = writes.filter(({ operation }) => operation > failed.operation);
  if (later.length === 0 || later.some(({ type }) => type === 'acknowledge')) return [];
  const error = later.findLast(({ type }) => type === 'reject')?.error ?? '';
  return [{ kind: 'poisoned', failed: failed.operation, error }];
}
