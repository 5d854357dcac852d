import type { ResolvedClaims } from '../../harness/contract/claims.ts';
import type { Json } from '../../harness/contract/session-store.ts';
import { checkLinearizability } from '../../harness/model/linearizability/check.ts';
import type { PureModel } from '../../harness/model/linearizability/pure-model.ts';
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
    if (run.stray !== undefined) return [{ kind: 'stray', problem: run.stray }];
    deviations.push(...unfinished(judged), ...collisions(judged), ...unreadable(judged));
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
      deviations.push({ kind: 'not-linearizable', session, explain: told });
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
  for (const event of history) {
    if (event.type !== 'invoke') continue;
    const instance = clients[event.client]?.instance ?? 0;
    if (deaths.includes(instances[instance]?.process ?? -1)) continue;
    const back = history.some(
      ({ type, client, operation }) => type !== 'invoke' && client === event.client && operation === event.operation,
    );
    if (!back) return [{ kind: 'unfinished', client: event.client, operation: event.operation, endless: run.end === 'endless' }];
  }
  return [];
}

/**
 * What only happens to somebody whose files another one takes away or writes: Node's own words, since a store may well tell of a conflict in words of
 * its own.
 */
const COLLISION = /\b(ENOENT: no such file or directory|EBADF: bad file descriptor), |Unexpected end of JSON input|Unexpected token .* JSON/;

/** Only where no session is deleted: who patches a session that is gone may well be told ENOENT. */
function collisions({ aimed, history }: JudgedRun): Deviation[] {
  const { clients, setup, deaths } = aimed.program;
  const taken = clients.some(({ operations }) =>
    operations.some(({ op }) => op === 'delete' || op === 'consume' || op === 'create'),
  );
  if (taken || setup.length === 0 || deaths !== undefined) return [];
  const refused = history.find(({ type, error = '' }) => type === 'reject' && COLLISION.test(error));
  if (refused === undefined) return [];
  const { client, operation, error = '' } = refused;
  return [{ kind: 'collision', client, operation, error }];
}

function unreadable({ run, reopened }: JudgedRun): Deviation[] {
  const looks = [
    ...run.lastLooks.map(({ instance, read }) => ({ where: `instance ${instance + 1}`, read })),
    ...(reopened === undefined ? [] : [{ where: 'a new instance', read: reopened.read }]),
  ];
  return looks.flatMap(({ where, read }) =>
    Object.entries(read).flatMap(([session, result]): Deviation[] =>
      'problem' in result ? [{ kind: 'unreadable', session, where, problem: result.problem }] : [],
    ),
  );
}

/** Each client's records in the order of its calls, in whatever is shown in the end. */
function orderDeviations({ aimed, run, reopened, history }: JudgedRun): Deviation[] {
  const shown = [...run.lastLooks.map(({ read }) => read), ...(reopened === undefined ? [] : [reopened.read])];
  return shown.flatMap((read) =>
    Object.entries(read).flatMap(([session, result]): Deviation[] => {
      if ('problem' in result || result.state === null) return [];
      const records = result.state.records ?? [];
      for (const client of aimed.program.clients.keys()) {
        const own = history.flatMap((event) => {
          if (event.type !== 'invoke' || event.client !== client) return [];
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

/**
 * Everything after a refusal was refused, or never came back, although a new instance finds the session where it was. If the failure destroyed
 * it, that is what others are about.
 */
function poisonDeviations({ run, history, aimed, reopened }: JudgedRun): Deviation[] {
  if (!run.faultStruck || run.stray !== undefined) return [];
  const found = reopened?.read[SESSION];
  if (found === undefined || 'problem' in found || found.state === null) return [];
  const isRead = ({ operation }: { operation: number }) =>
    operationOf(aimed.program, { client: 0, operation }).op === 'read' ||
    operationOf(aimed.program, { client: 0, operation }).op === 'flush';
  const writes = history.filter((event) => event.client === 0 && !isRead(event));
  const failed = writes.find(({ type }) => type === 'reject');
  if (failed === undefined) return [];
  const later = writes.filter(({ operation }) => operation > failed.operation);
  const refused = later.filter(({ type }) => type === 'reject');
  if (later.some(({ type }) => type === 'acknowledge') || later.length === 0) return [];
  if (refused.length === 0 && run.end === 'done') return [];
  const error = refused.at(-1)?.error ?? 'it never came back';
  return [{ kind: 'poisoned', failed: failed.operation, error }];
}
