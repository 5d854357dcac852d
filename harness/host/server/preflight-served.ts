import { Failure } from '../../contract/failure.ts';
import type { Capabilities } from '../../model/capabilities.ts';
import type { Operation } from '../../model/operation.ts';
import { applyOperation, type ModelState, sameState } from '../../model/reference.ts';
import { describeRead, describeState } from '../describe-state.ts';
import { describeProblem, type Outcome } from '../problem.ts';
import type { Snapshot } from '../snapshot.ts';
import type { ServedLife } from './served-life.ts';
import type { ServerHost } from './server-host.ts';

const SESSION = 'preflight';
const ABSENT = 'never-created';

/**
 * Uses a store on a server without anything going wrong: opens it on an empty database, writes, reads, closes it, and reads again from another process. Then
 * looks whether its process remembers anything of that on a database that is empty again: if so, each life has a process of its own from then on.
 *
 * @throws {Failure} CW_STORE_OPEN_FAILED, CW_ROUND_TRIP, CW_SERVICE_UNUSED, CW_SERVICE_BYPASSED.
 */
export async function preflightServed(host: ServerHost): Promise<Capabilities> {
  await host.startOver();
  const writer = await opened(host, 'writer');
  const { capabilities } = writer;
  if (capabilities === undefined) throw roundTrip('open gave nothing');
  showsNothing(await look(writer));
  let state: ModelState = null;
  for (const operation of roundTripOperations(capabilities)) {
    const outcome = await writer.call(operation);
    if (!outcome.ok) throw roundTrip(`${operation.op} ${describeProblem(outcome.problem)}`);
    state = applyOperation(state, operation);
  }
  showsState(await look(writer), state, capabilities);
  await goodbye(host, writer);
  const reader = await opened(host, 'reader');
  showsState(await look(reader), state, capabilities);
  await goodbye(host, reader);
  await host.startOver();
  const again = await opened(host, 'writer');
  const remembered = (await look(again)).read[SESSION];
  await goodbye(host, again);
  if (remembered === undefined || ('state' in remembered && remembered.state === null)) return capabilities;
  if (host.fresh) throw bypassed();
  host.fresh = true;
  return preflightServed(host);
}

async function opened(host: ServerHost, role: 'writer' | 'reader'): Promise<ServedLife> {
  const life = await host.begin(role);
  const outcome = await life.open();
  if (!outcome.ok) throw openingFailed(outcome);
  if (life.connections > 0) return life;
  // A store may connect when it is first used.
  await life.look([ABSENT]);
  if (life.connections > 0) return life;
  const { name } = await host.store();
  throw new Failure('CW_SERVICE_UNUSED', `${name} opened and read, and made no connection to the server that it was given.`, {
    hint: 'Connect to the URL that `open` gets, `services.postgres.url`, `services.redis.url` or `services.mysql.url`: what goes elsewhere can neither be seen nor cut.',
  });
}

async function look(life: ServedLife): Promise<Snapshot> {
  const shown = await life.look([SESSION, ABSENT]);
  if (!('ok' in shown)) return shown;
  throw roundTrip(`read ${describeProblem(shown.problem)}`);
}

async function goodbye(host: ServerHost, life: ServedLife): Promise<void> {
  const closed = await life.close();
  if (!closed.ok) throw roundTrip(`close ${describeProblem(closed.problem)}`);
  await host.end(life);
}

function roundTripOperations({ methods }: Capabilities): Operation[] {
  const all: Operation[] = [
    { op: 'create', session: SESSION, fields: {} },
    { op: 'patch', session: SESSION, fields: { turn: 1, text: 'small' } },
    { op: 'append', session: SESSION, record: { turn: 2 } },
    { op: 'appendAll', session: SESSION, records: [{ turn: 3 }, { turn: 4 }] },
    { op: 'touch', session: SESSION },
  ];
  return all.filter(({ op }) => methods.some((method) => method === op));
}

function showsNothing({ read, listed }: Snapshot): void {
  for (const [session, found] of Object.entries(read)) {
    if ('problem' in found) throw roundTrip(`reading a session that does not exist ${describeProblem(found.problem)}`);
    if (found.state !== null) throw roundTrip(`read of "${session}", which was never created, gave something`);
  }
  if (listed !== undefined && 'sessions' in listed && listed.sessions.length > 0) {
    throw roundTrip('list gave sessions of an empty database');
  }
}

function showsState({ read, listed }: Snapshot, state: ModelState, capabilities: Capabilities): void {
  if (listed !== undefined && 'problem' in listed) throw roundTrip(`list ${describeProblem(listed.problem)}`);
  const found = read[SESSION];
  if (found !== undefined && 'state' in found && sameState(state, found.state, capabilities)) return;
  const shown = found === undefined ? 'nothing' : describeRead(found, capabilities);
  throw roundTrip(`read gave ${shown}; expected ${describeState(state, capabilities)}`);
}

function openingFailed({ problem }: Extract<Outcome, { ok: false }>): Failure {
  const { failure, message } = problem;
  if (failure !== undefined) {
    return new Failure(failure.code, message, failure.hint === undefined ? {} : { hint: failure.hint });
  }
  return new Failure('CW_STORE_OPEN_FAILED', `open ${describeProblem(problem)}`, {
    hint: 'The database was there and empty. Look at the adapter’s `open`.',
  });
}

function roundTrip(message: string): Failure {
  return new Failure('CW_ROUND_TRIP', `Without anything cut or killed: ${message}.`, {
    hint: 'Nothing went wrong here: the adapter or the store does not do what the contract says.',
  });
}

function bypassed(): Failure {
  return new Failure(
    'CW_SERVICE_BYPASSED',
    'A session was there after everything had been removed from the server that the store was given.',
    {
      hint: 'The store keeps sessions elsewhere as well: on another server, or in a file. Let it keep all of them behind the URL that `open` gets.',
    },
  );
}
