import type { ResolvedClaims } from '../contract/claims.ts';
import type { Capabilities } from '../model/capabilities.ts';
import type { Operation } from '../model/operation.ts';
import { applyOperation, type ModelState, sameState } from '../model/reference.ts';
import type { Host } from './host.ts';
import type { LifeReport, LifeStep } from './life.ts';
import { describeProblem, errorText, type Problem } from './problem.ts';

/**
 * What a store does when nothing goes wrong. A store that passes can be judged; of one that is `broken` all the same, what says what is wrong.
 */
export type Preflight =
  | {
      readonly ok: true;
      readonly capabilities: Capabilities;
      readonly checks: PreflightCheck[];
      /** The store keeps state in its modules: what it showed on a directory that was empty. Lives in one process are then no lives of their own. */
      readonly shared?: string;
      /** What was acknowledged is not what is read, at once or a life later, though nothing crashed. */
      readonly broken?: RoundTripFailure;
    }
  | {
      readonly ok: false;
      readonly code: string;
      readonly message: string;
      readonly hint: string;
      readonly checks: PreflightCheck[];
    };

export interface PreflightCheck {
  readonly what: string;
  readonly ok: boolean;
  readonly detail?: string;
}

const SESSION = 'preflight';
const ABSENT = 'never-created';
const LOOK: LifeStep = { do: 'snapshot', sessions: [SESSION, ABSENT] };

/**
 * Opens the store on an empty directory, writes, reads, closes, opens again and reads: without any crash. Then looks whether a second
 * directory sees anything of the first.
 */
export async function preflight<Image>(host: Host<Image>, claims: ResolvedClaims): Promise<Preflight> {
  const checks: PreflightCheck[] = [];
  const stop = (what: string, code: string, message: string, hint: string): Preflight => {
    checks.push({ what, ok: false, detail: message });
    return { ok: false, code, message, hint, checks };
  };
  const empty = await host.emptyImage();
  const first = await host.live(empty, { steps: [LOOK] }, { incarnation: 0 });
  const opened = openProblem(first.report);
  if (opened !== undefined) return stop('open', codeOf(opened), openingFailed(opened), hintOf(opened));
  const shape = wrongShape(first.report);
  if (shape !== undefined) return stop('empty store', shape.code, shape.message, shape.hint);
  const { capabilities } = first.report;
  const emptiness = showsNothing(first.report);
  if (capabilities === undefined || emptiness !== undefined) {
    return stop(
      'empty store',
      'CW_ROUND_TRIP',
      emptiness ?? 'open gave nothing',
      'read returns null for a session that does not exist; list returns [].',
    );
  }
  checks.push({ what: 'open', ok: true }, { what: 'empty store', ok: true });
  const given = { capabilities, claims, empty };
  const written = await writeAndRead(host, given, roundTrip(capabilities, claims));
  let { failure } = written;
  if (failure !== undefined && !canBeShown(failure, written, capabilities))
    return stop('write and read', failure.code, failure.message, failure.hint);
  checks.push({ what: 'write and read', ok: failure === undefined, ...(failure && { detail: failure.message }) });
  if (claims.survives !== 'nothing' && failure === undefined) {
    failure = await reopen(host, given, written);
    if (failure !== undefined && failure.code !== 'CW_ROUND_TRIP')
      return stop('close and open again', failure.code, failure.message, REOPENING_HINT);
    checks.push({ what: 'close and open again', ok: failure === undefined, ...(failure && { detail: failure.message }) });
  }
  const other = await host.live(await host.emptyImage(), { steps: [LOOK] }, { incarnation: 0 });
  const leak = showsNothing(other.report);
  checks.push({ what: 'two directories', ok: leak === undefined, ...(leak === undefined ? {} : { detail: leak }) });
  return {
    ok: true,
    capabilities,
    checks,
    ...(leak === undefined ? {} : { shared: leak }),
    ...(failure === undefined ? {} : { broken: failure }),
  };
}

interface Given<Image> {
  readonly capabilities: Capabilities;
  readonly claims: ResolvedClaims;
  readonly empty: Image;
}

interface Written<Image> {
  readonly operations: readonly Operation[];
  readonly end: Image;
  readonly report: LifeReport;
  readonly failure?: RoundTripFailure;
}

async function writeAndRead<Image>(
  host: Host<Image>,
  { capabilities, empty }: Given<Image>,
  operations: readonly Operation[],
): Promise<Written<Image>> {
  const steps: LifeStep[] = [{ do: 'operations', operations }, LOOK, { do: 'close' }];
  const { report, end } = await host.live(empty, { steps }, { incarnation: 0 });
  const failure = writeProblem(report) ?? differs(report, stateAfter(operations), capabilities);
  return { operations, end, report, ...(failure && { failure }) };
}

/**
 * Whether a requirement can say what is wrong. Not of a store that refused to be written to and shows what it had accepted until then, for nobody
 * knows what it would take; nor where what is read cannot be looked at, or is so much that it could not be compared thousands of times.
 */
function canBeShown({ code }: RoundTripFailure, { report }: Written<unknown>, capabilities: Capabilities): boolean {
  if (code !== 'CW_ROUND_TRIP') return false;
  const accepted = report.history.flatMap((event) => {
    const operation = event.type === 'acknowledge' ? report.operations[event.operation] : undefined;
    return operation === undefined ? [] : [operation];
  });
  if (differs(report, stateAfter(accepted), capabilities) === undefined) return false;
  const read = report.snapshots[0]?.read[SESSION];
  if (read === undefined || 'problem' in read) return read?.problem.kind === 'threw';
  try {
    return JSON.stringify(read.state).length <= LONGEST_JUDGED;
  } catch {
    return false;
  }
}

async function reopen<Image>(
  host: Host<Image>,
  { capabilities }: Given<Image>,
  { operations, end }: Written<Image>,
): Promise<RoundTripFailure | undefined> {
  const { report } = await host.live(end, { steps: [LOOK, { do: 'close' }] }, { incarnation: 1 });
  const problem = openProblem(report);
  const failure =
    problem === undefined
      ? differs(report, stateAfter(operations), capabilities)
      : roundTripFailure(`opening again ${describeProblem(problem)}`);
  return failure && { ...failure, hint: REOPENING_HINT };
}

function stateAfter(operations: readonly Operation[]): ModelState {
  return operations.reduce<ModelState>(applyOperation, null);
}

/** One of each operation that the store has; what is left at the end is a session with something in it. */
function roundTrip({ methods }: Capabilities, claims: ResolvedClaims): Operation[] {
  const operations: Operation[] = [];
  if (methods.includes('create')) operations.push({ op: 'create', session: SESSION, fields: {} });
  if (methods.includes('patch')) operations.push({ op: 'patch', session: SESSION, fields: { turn: 1, text: 'p1 small' } });
  if (methods.includes('append')) operations.push({ op: 'append', session: SESSION, record: { turn: 2 } });
  if (methods.includes('appendAll')) operations.push({ op: 'appendAll', session: SESSION, records: [{ turn: 4 }, { turn: 5 }] });
  if (methods.includes('rewrite')) operations.push({ op: 'rewrite', session: SESSION, records: [{ turn: 3 }] });
  if (methods.includes('append')) operations.push({ op: 'append', session: SESSION, record: { turn: 4 } });
  if (methods.includes('touch')) operations.push({ op: 'touch', session: SESSION });
  if (methods.includes('flush') || claims.acknowledgedBy === 'flush') operations.push({ op: 'flush' });
  // What the store left to a timer happens too, and may fail there.
  operations.push({ op: 'rest' });
  return operations;
}

const REOPENING_HINT =
  'Between two lives of a store a day passes and its directory may move: give sessions a long life, and do not derive file names from the absolute path.';

export interface RoundTripFailure {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

function roundTripFailure(message: string): RoundTripFailure {
  return {
    code: 'CW_ROUND_TRIP',
    message,
    hint: 'Nothing crashed here: the adapter or the store does not do what the contract says.',
  };
}

function openProblem(report: LifeReport): Problem | undefined {
  return report.opened.ok ? report.stray : report.opened.problem;
}

function writeProblem(report: LifeReport): RoundTripFailure | undefined {
  const problem = openProblem(report);
  if (problem !== undefined)
    return { ...roundTripFailure(`the store ${describeProblem(problem)}`), code: codeOf(problem), hint: hintOf(problem) };
  const refused = report.history.find((event) => event.type === 'reject');
  if (refused !== undefined) return roundTripFailure(`${report.operations[refused.operation]?.op} failed: ${refused.error}`);
  const last = report.operations.length - 1;
  if (report.history.at(-1)?.type !== 'acknowledge') {
    const hung: Problem = { kind: 'hung', message: `${report.operations[last]?.op} did not settle` };
    return { ...roundTripFailure(`the store ${describeProblem(hung)}`), code: codeOf(hung), hint: hintOf(hung) };
  }
  return report.closed?.ok === false ? roundTripFailure(`close ${describeProblem(report.closed.problem)}`) : undefined;
}

/** What was read or listed is in a shape that the contract does not have: a store has the shapes it likes, to turn them is the adapter's part. */
function wrongShape({ snapshots: [snapshot] }: LifeReport): RoundTripFailure | undefined {
  if (snapshot === undefined) return undefined;
  const results = [snapshot.read, ...Object.values(snapshot.views)].flatMap((view) => Object.values(view));
  for (const result of [snapshot.listed, ...results]) {
    if (result === undefined || !('problem' in result) || result.problem.kind !== 'wrong-result') continue;
    const message = `The adapter gives a shape that is not the contract's: ${result.problem.message}.`;
    return { code: 'CW_ADAPTER_SHAPE', message, hint: SHAPE_HINT };
  }
  return undefined;
}

const SHAPE_HINT =
  'Turn what the store gives into that in the adapter: { fields } holds an object, { records } an array, and list gives the ids alone.';

function differs(report: LifeReport, state: ModelState, capabilities: Capabilities): RoundTripFailure | undefined {
  const shape = wrongShape(report);
  if (shape !== undefined) return shape;
  const snapshot = report.snapshots[0];
  const found = snapshot?.read[SESSION];
  if (found === undefined) return roundTripFailure('the session was not read');
  if ('problem' in found) return roundTripFailure(`read ${describeProblem(found.problem)}`);
  if (!sameState(state, found.state, capabilities)) {
    return roundTripFailure(`read gave ${shown(found.state)}; expected ${JSON.stringify(state)}`);
  }
  const listed = snapshot?.listed;
  if (listed === undefined) return undefined;
  if ('problem' in listed) return roundTripFailure(`list ${describeProblem(listed.problem)}`);
  const expected = state === null ? [] : [SESSION];
  return listed.sessions.filter((session) => session === SESSION).length === expected.length
    ? undefined
    : roundTripFailure(`list gave ${shown(listed.sessions)}; expected ${JSON.stringify(expected)}`);
}

function showsNothing({ snapshots }: LifeReport): string | undefined {
  const snapshot = snapshots[0];
  for (const [session, result] of Object.entries(snapshot?.read ?? {})) {
    if ('problem' in result) return `reading a session that does not exist ${describeProblem(result.problem)}`;
    if (result.state !== null) return `read of "${session}" gave ${shown(result.state)}`;
  }
  const listed = snapshot?.listed;
  if (listed === undefined) return undefined;
  if ('problem' in listed) return `list ${describeProblem(listed.problem)}`;
  return listed.sessions.length === 0 ? undefined : `list gave ${shown(listed.sessions)}`;
}

const LONGEST_SHOWN = 600;
/** Of what was read of a session that holds a few bytes. */
const LONGEST_JUDGED = 1_000_000;

/** A store can return what is no JSON, and more of it than anybody wants to read. */
function shown(value: unknown): string {
  try {
    const text = JSON.stringify(value) ?? String(value);
    return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}... (${text.length} characters)` : text;
  } catch (error) {
    return `what cannot be told as JSON (${errorText(error).slice(0, 100)})`;
  }
}

function openingFailed(problem: Problem): string {
  return problem.failure === undefined ? `open ${describeProblem(problem)}` : problem.message;
}

function codeOf({ kind, failure }: Problem): string {
  const codes: { [K in Problem['kind']]: string } = {
    threw: 'CW_STORE_OPEN_FAILED',
    hung: 'CW_STORE_HANGS',
    exited: 'CW_STORE_EXITED',
    uncaught: 'CW_STORE_UNCAUGHT',
    'unhandled-rejection': 'CW_STORE_UNHANDLED_REJECTION',
    'wrong-result': 'CW_STORE_SHAPE',
    'unreadable-result': 'CW_STORE_SHAPE',
  };
  return failure?.code ?? codes[kind];
}

function hintOf({ kind, failure }: Problem): string {
  if (failure?.hint !== undefined) return failure.hint;
  const hints: { [K in Problem['kind']]: string } = {
    threw: 'Nothing was wrong with the directory: it was new and empty. Look at the adapter’s `open`.',
    hung: 'Every promise must settle; look for a callback that is never called, or a lock that is never freed.',
    exited: 'A store must not end the process of its user.',
    uncaught: 'An error thrown in a timer or a callback ends the process; report it through the promise or `onError`.',
    'unhandled-rejection':
      'Node ends a process that leaves a rejection unhandled; await it, or catch it and report it through `onError`.',
    'wrong-result': 'See the SessionStore interface.',
    'unreadable-result': 'See the SessionStore interface.',
  };
  return hints[kind];
}
