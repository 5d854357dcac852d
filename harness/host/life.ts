import type { Adapter } from '../contract/adapter.ts';
import type { Fields, SessionState, SessionStore } from '../contract/session-store.ts';
import { validateStore } from '../contract/validate-store.ts';
import { type Capabilities, capabilitiesOf } from '../model/capabilities.ts';
import type { HistoryEvent } from '../model/history.ts';
import type { Operation } from '../model/operation.ts';
import { expand } from '../model/text.ts';
import { type FollowUpRound, followUpOperations } from './follow-up.ts';
import { failed, type Outcome, type Problem, threw } from './problem.ts';
import type { Runtime } from './runtime.ts';

/** What one life of a store does after it was opened, in order. A life ends by a kill after its last step, unless that is `close`. */
export type LifeStep =
  | { readonly do: 'operations'; readonly operations: readonly Operation[] }
  | { readonly do: 'snapshot'; readonly sessions: readonly string[] }
  /** Writes to every session of the last snapshot; see `FollowUpRound`. */
  | { readonly do: 'follow-up'; readonly round: FollowUpRound }
  | { readonly do: 'close' };

export interface LifePlan {
  readonly steps: readonly LifeStep[];
}

export type ReadResult = { readonly state: SessionState | null } | { readonly problem: Problem };

/** Everything that a store shows: `list`, and every session through `read` and every view. */
export interface Snapshot {
  /** Absent where the store has no `list`. */
  readonly listed?: { readonly sessions: readonly string[] } | { readonly problem: Problem };
  readonly read: { readonly [session: string]: ReadResult };
  readonly views: { readonly [view: string]: { readonly [session: string]: ReadResult } };
}

/** What became of one life. Plain data, so that it crosses threads and processes. */
export interface LifeReport {
  opened: Outcome;
  capabilities?: Capabilities;
  /** Events of the operations of all steps, follow-up ones included, numbered through. */
  history: HistoryEvent[];
  /** The operations that `history` counts. */
  operations: Operation[];
  snapshots: Snapshot[];
  /** Index in `operations` of the first follow-up operation, and the problems they had. */
  followUp?: { first: number; problems: { operation: number; problem: Problem }[] };
  closed?: Outcome;
  /** What ended a workload before its end, other than a refusal: an operation that never settled, an exit, a stray error. */
  misbehaved?: Problem;
  /** The first thing thrown where nobody could catch it, or an exit. */
  stray?: Problem;
  /** How many errors the store passed to `onError`. */
  reportedErrors: number;
}

export interface LifeContext {
  readonly adapter: Adapter;
  readonly dir: string;
  readonly runtime: Runtime;
  /** Called for each history event as it happens, so that traces and pipes can weave it in. */
  readonly onHistory?: (event: HistoryEvent) => void;
  /** Given the report before anything happens; it is filled as the life goes on, so that a life that is cut short can be told of. */
  readonly onBegin?: (report: LifeReport) => void;
}

/** Lives one life: opens the store on `dir` and follows the plan, as far as the store lets it. Never rejects on the store's account. */
export async function live(context: LifeContext, plan: LifePlan): Promise<LifeReport> {
  const report: LifeReport = {
    opened: failed('hung', 'open was not called'),
    history: [],
    operations: [],
    snapshots: [],
    reportedErrors: 0,
  };
  const { adapter, dir, runtime } = context;
  context.onBegin?.(report);
  const opened = await runtime.settle<SessionStore>(() => adapter.open({ dir, onError: () => void report.reportedErrors++ }));
  if (!opened.ok) {
    report.opened = opened;
    return report;
  }
  const checked = checkShape(opened.value, adapter);
  if (!checked.ok) {
    report.opened = checked;
    return report;
  }
  report.opened = { ok: true, value: undefined };
  report.capabilities = capabilitiesOf(opened.value);
  for (const step of plan.steps) {
    await take(step, { ...context, store: opened.value, report, capabilities: report.capabilities });
  }
  return report;
}

interface StepContext extends LifeContext {
  readonly store: SessionStore;
  readonly report: LifeReport;
  readonly capabilities: Capabilities;
}

async function take(step: LifeStep, context: StepContext): Promise<void> {
  const { report, store, runtime } = context;
  switch (step.do) {
    case 'operations':
      for (const operation of step.operations) {
        const result = await perform(operation, context);
        if (result.ok) continue;
        // A refusal is an answer; whatever else ends a workload is not what a store may do.
        if (result.problem.kind !== 'threw') report.misbehaved = result.problem;
        return;
      }
      return;
    case 'snapshot':
      report.snapshots.push(await takeSnapshot(step.sessions, context));
      return;
    case 'follow-up': {
      const snapshot = report.snapshots.at(-1);
      if (snapshot === undefined) return;
      const followUp: NonNullable<LifeReport['followUp']> = { first: report.operations.length, problems: [] };
      report.followUp = followUp;
      for (const operation of followUpOperations(step.round, snapshot, context.capabilities, context.adapter.claims)) {
        const result = await perform(operation, context);
        if (!result.ok) followUp.problems.push({ operation: report.operations.length - 1, problem: result.problem });
      }
      return;
    }
    case 'close':
      report.closed =
        store.close === undefined
          ? { ok: true, value: undefined }
          : await runtime.settle(async () => void (await store.close?.()));
      return;
  }
}

/** Calls one operation and weaves its invocation and its end into the history. */
async function perform(operation: Operation, { report, store, runtime, onHistory }: StepContext): Promise<Outcome> {
  const index = report.operations.push(operation) - 1;
  const note = (event: HistoryEvent) => {
    report.history.push(event);
    onHistory?.(event);
  };
  note({ type: 'invoke', operation: index });
  if (operation.op === 'rest') await runtime.rest();
  const result = await runtime.settle(() => callOperation(store, operation));
  if (result.ok) note({ type: 'acknowledge', operation: index });
  else if (result.problem.kind === 'threw') note({ type: 'reject', operation: index, error: result.problem.message });
  return result.ok ? { ok: true, value: undefined } : result;
}

export function callOperation(store: SessionStore, operation: Operation): unknown {
  switch (operation.op) {
    case 'create':
      return store.create?.(operation.session, copyOf(operation.fields));
    case 'patch':
      return store.patch?.(operation.session, patchOf(operation));
    case 'append':
      return store.append?.(operation.session, copyOf(operation.record));
    case 'rewrite':
      return store.rewrite?.(operation.session, copyOf(operation.records));
    case 'touch':
      return store.touch?.(operation.session);
    case 'delete':
      return store.delete?.(operation.session);
    case 'flush':
      return store.flush?.();
    case 'rest':
      return undefined;
  }
}

function patchOf({ fields, undefinedFields = [] }: Extract<Operation, { op: 'patch' }>): Fields {
  const given: { [key: string]: unknown } = copyOf(fields);
  for (const name of undefinedFields) given[name] = undefined;
  return given as Fields;
}

/** A store may change what it is given; the workload's own value must not change with it. */
function copyOf<T extends Parameters<typeof expand>[0]>(value: T): T {
  return structuredClone(expand(value));
}

async function takeSnapshot(sessions: readonly string[], { store, runtime }: StepContext): Promise<Snapshot> {
  const listed = store.list === undefined ? undefined : await listSessions(store, runtime);
  const ids = new Set(sessions);
  if (listed !== undefined && 'sessions' in listed) for (const id of listed.sessions) ids.add(id);
  const read: { [session: string]: ReadResult } = {};
  const views: { [view: string]: { [session: string]: ReadResult } } = {};
  for (const id of ids) {
    read[id] = await readSession(() => store.read(id), runtime);
    for (const [name, view] of Object.entries(store.views ?? {})) {
      const shown = views[name] ?? {};
      views[name] = shown;
      shown[id] = await readSession(() => view(id), runtime);
    }
  }
  return { ...(listed === undefined ? {} : { listed }), read, views };
}

export async function listSessions(
  store: SessionStore,
  runtime: Pick<Runtime, 'settle'>,
): Promise<NonNullable<Snapshot['listed']>> {
  const result = await runtime.settle(() => store.list?.() ?? []);
  if (!result.ok) return { problem: result.problem };
  const sessions: unknown = result.value;
  if (!Array.isArray(sessions) || !sessions.every((id): id is string => typeof id === 'string')) {
    return failed('wrong-result', 'list must return an array of strings');
  }
  return { sessions };
}

export async function readSession(
  call: () => ReturnType<SessionStore['read']>,
  runtime: Pick<Runtime, 'settle'>,
): Promise<ReadResult> {
  const result = await runtime.settle(call);
  if (!result.ok) return { problem: result.problem };
  const state: unknown = result.value;
  if (state === null || state === undefined) return { state: null };
  const wrong = wrongState(state);
  return wrong === undefined ? { state: state as SessionState } : failed('wrong-result', wrong);
}

function wrongState(state: unknown): string | undefined {
  if (!isObject(state)) return 'read must return { fields?, records? }, null or undefined';
  if (state.fields !== undefined && !isObject(state.fields))
    return `the session's fields are no object but ${typeof state.fields}`;
  return state.records === undefined || Array.isArray(state.records) ? undefined : "the session's records are no array";
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkShape(store: unknown, adapter: Adapter): Outcome {
  try {
    validateStore(store, adapter.claims);
    return { ok: true, value: undefined };
  } catch (error) {
    return { ok: false, problem: { ...threw(error).problem, kind: 'wrong-result' } };
  }
}
