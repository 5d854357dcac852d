import type { Adapter, RecordBackend } from '../contract/adapter.ts';
import { traitsOfOlder } from '../contract/older-version.ts';
import type { SessionStore } from '../contract/session-store.ts';
import { validateStore } from '../contract/validate-store.ts';
import { type Capabilities, capabilitiesOf } from '../model/capabilities.ts';
import type { HistoryEvent } from '../model/history.ts';
import type { Operation } from '../model/operation.ts';
import { type Aliased, changeAliases } from './alias.ts';
import { type Beside, openBeside } from './beside.ts';
import { callOperation } from './call-operation.ts';
import { type FollowUpRound, followUpOperations } from './follow-up.ts';
import type { Held } from './held.ts';
import { openVersion } from './open-version.ts';
import { type LeaseStep, type PassedLease, passLease } from './pass-lease.ts';
import { errorText, failed, type Outcome, type Problem, threw } from './problem.ts';
import { readThrough } from './read-through.ts';
import type { Runtime } from './runtime.ts';
import type { Sight } from './sight.ts';
import { type Snapshot, takeSnapshot } from './snapshot.ts';

/** What one life of a store does after it was opened, in order. A life ends by a kill after its last step, unless that is `close`. */
export type LifeStep =
  | OperationsStep
  | { readonly do: 'snapshot'; readonly sessions: readonly string[] }
  /** Reads everything several times, and notes when. Results in `LifeReport.readThrough`. */
  | { readonly do: 'read-through'; readonly sessions: readonly string[] }
  /** Writes to every session of the last snapshot; see `FollowUpRound`. */
  | { readonly do: 'follow-up'; readonly round: FollowUpRound }
  /** Changes an object after passing it in, and one after it was returned. Results in `LifeReport.aliased`. */
  | { readonly do: 'alias'; readonly session: string }
  /** Opens a second store, on another directory that is empty, in the same life; looks into it before and after these operations, and closes it. */
  | { readonly do: 'beside'; readonly operations: readonly Operation[]; readonly sessions: readonly string[] }
  /** Opens this version of the store (absent: the present one) a second time, on the same directory; looks, tells it this, looks again, and closes it. */
  | AnotherVersionStep
  /** Makes a session of the first records of another one; what came of it is in `LifeReport.forked`. */
  | { readonly do: 'fork'; readonly session: string; readonly at: number; readonly id: string }
  /** Takes the session away for good; what came of it is in `LifeReport.consumed`. */
  | { readonly do: 'consume'; readonly session: string }
  | ClockStepOfLife
  | LeaseStep
  /** Closes the store and opens it anew, in the same life; what follows is told to the new instance. The old one is kept until the life ends. */
  | { readonly do: 'reopen' }
  /** Notes what the process holds, in `LifeReport.held`: with `promises`, which takes half a second, these too. */
  | { readonly do: 'count-held'; readonly promises?: true }
  | { readonly do: 'close' };

/** Somebody sets the clock, backwards if negative; timers keep their distance. Or the zone, in minutes that local time is ahead of UTC. Only where time is simulated. */
export interface ClockStepOfLife {
  readonly do: 'step-clock';
  readonly byMs: number;
  readonly zoneMinutes?: number;
}

export interface OperationsStep {
  readonly do: 'operations';
  readonly operations: readonly Operation[];
  /** A refused operation does not end them. */
  readonly goOn?: true;
  /** Queued appends are called as a live path calls them: nobody looks at what they return, and if it is a promise, nobody awaits it. */
  readonly ignoreReturned?: true;
  /** Each is called at once, and nobody awaits it: the next step begins while they are in flight. How they end is in the history all the same. */
  readonly unawaited?: true;
}

export interface AnotherVersionStep {
  readonly do: 'another-version';
  readonly version?: string;
  readonly operations: readonly Operation[];
  readonly sessions: readonly string[];
}

export interface LifePlan {
  /** Opened on a backend all of whose appends return a promise that is rejected, where the adapter has `openOn`; otherwise nothing happens. */
  readonly backend?: 'rejects';
  /** Name of the older version that is opened; absent: the present one. */
  readonly version?: string;
  readonly steps: readonly LifeStep[];
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
  /** Those errors, each with the history events that had happened before. */
  reported: ReportedError[];
  /** How many calls of the file system were made to go wrong. */
  faultStruck?: number;
  /** Of appends whose result was ignored: whether one returned a promise. */
  appendReturnedPromise?: boolean;
  /** It was to be opened on a backend, and the adapter does not say how. */
  takesNoBackend?: true;
  /** What the session read as after an object that had been passed in was changed, and after one that had been returned. */
  aliased?: Aliased;
  /** What the last `consume` returned, or how it failed. */
  consumed?: Outcome<unknown>;
  /** What came of the last `lease`. */
  leased?: PassedLease;
  /** Whether the last `fork` was done, or how it failed. */
  forked?: Outcome;
  /** What each second store showed, on a directory of its own or as another version. */
  besides: Beside[];
  /** What the process held, one for each `count-held`; absent where nobody counts. */
  held?: Held[];
  /** What a reader saw; times are those of `LifeContext.now`. */
  readThrough?: ReadThrough;
}

export interface ReadThrough {
  readonly sights: Sight[];
  /** When the store was open, and when each round was over. */
  readonly marks: number[];
}

export interface ReportedError {
  readonly historyBefore: number;
  readonly message: string;
}

export interface LifeContext {
  readonly adapter: Adapter;
  readonly dir: string;
  readonly runtime: Runtime;
  /** An existing, empty directory, for a second store; needed by the step `beside` alone. */
  readonly besideDir?: string;
  /** Needed by the step `step-clock` alone. */
  readonly stepClock?: (step: ClockStepOfLife) => void;
  /** The time as `read-through` notes it; by default it does not pass. */
  readonly now?: () => number;
  /** Called for each history event as it happens, so that traces and pipes can weave it in. */
  readonly onHistory?: (event: HistoryEvent) => void;
  /** Given the report before anything happens; it is filled as the life goes on, so that a life that is cut short can be told of. */
  readonly onBegin?: (report: LifeReport) => void;
}

const REJECTING: RecordBackend = { append: () => Promise.reject(new Error('the backend could not store the record')) };

/** The report of a life in which nothing has happened but this. */
export function emptyReport(opened: LifeReport['opened']): LifeReport {
  return { opened, history: [], operations: [], snapshots: [], reportedErrors: 0, reported: [], besides: [] };
}

/** Lives one life: opens the store on `dir` and follows the plan, as far as the store lets it. Never rejects on the store's account. */
export async function live(context: LifeContext, plan: LifePlan): Promise<LifeReport> {
  const report = emptyReport(failed('hung', 'open was not called'));
  const { adapter, dir, runtime } = context;
  context.onBegin?.(report);
  const onError = (error: unknown): void => {
    report.reportedErrors++;
    // A store may report without end.
    if (report.reported.length < 100) report.reported.push({ historyBefore: report.history.length, message: errorText(error) });
  };
  const { openOn } = adapter;
  if (plan.backend !== undefined && openOn === undefined) {
    report.takesNoBackend = true;
    return report;
  }
  const opened = await runtime.settle<SessionStore>(() =>
    plan.backend === undefined || openOn === undefined
      ? openVersion(adapter, { dir, onError }, plan.version)
      : openOn.call(adapter, { dir, onError }, REJECTING),
  );
  if (!opened.ok) {
    report.opened = opened;
    return report;
  }
  // Of an older version nobody asks that it can do what the present one claims.
  const checked = plan.version === undefined ? checkShape(opened.value, adapter) : opened;
  if (!checked.ok) {
    report.opened = checked;
    return report;
  }
  report.opened = { ok: true, value: undefined };
  report.capabilities = capabilitiesOf(opened.value, traitsOfOlder(adapter.older ?? []));
  // What is dropped may be closed by the garbage collector: each instance stays in reach.
  const instances = [opened.value];
  for (const step of plan.steps) {
    const store = instances.at(-1) ?? opened.value;
    const own = { ...context, store, report, capabilities: report.capabilities };
    if (step.do !== 'reopen') await take(step, own);
    else if (!(await reopen(own, onError, instances))) return report;
  }
  return report;
}

/** Adds the new instance; `false` if there is none, which ends the life. */
async function reopen(context: StepContext, onError: (error: unknown) => void, instances: SessionStore[]): Promise<boolean> {
  const { adapter, dir, runtime, report } = context;
  await take({ do: 'close' }, context);
  const opened = await runtime.settle<SessionStore>(() => openVersion(adapter, { dir, onError }, undefined));
  const problem = report.closed?.ok === false ? report.closed.problem : opened.ok ? undefined : opened.problem;
  if (problem !== undefined) report.misbehaved ??= problem;
  if (problem !== undefined || !opened.ok) return false;
  delete report.closed;
  instances.push(opened.value);
  return true;
}

interface StepContext extends LifeContext {
  readonly store: SessionStore;
  readonly report: LifeReport;
  readonly capabilities: Capabilities;
}

async function take(step: Exclude<LifeStep, { do: 'reopen' }>, context: StepContext): Promise<void> {
  const { report, store, runtime } = context;
  switch (step.do) {
    case 'operations':
      if (step.unawaited === true) {
        for (const operation of step.operations) begin(operation, context, step);
        return;
      }
      for (const operation of step.operations) {
        const result = await perform(operation, context, step);
        if (result.ok || (step.goOn === true && result.problem.kind === 'threw')) continue;
        // A refusal is an answer; whatever else ends a workload is not what a store may do.
        if (result.problem.kind !== 'threw') report.misbehaved = result.problem;
        return;
      }
      return;
    case 'snapshot':
      report.snapshots.push(await takeSnapshot(step.sessions, context));
      return;
    case 'read-through': {
      const { now = () => 0 } = context;
      const seen: ReadThrough = { sights: [], marks: [now()] };
      report.readThrough = seen;
      const onSight = (sight: Sight): void => void seen.sights.push(sight);
      const onRound = (): void => void seen.marks.push(now());
      await readThrough(store, { sessions: step.sessions, runtime, now, onSight, onRound });
      return;
    }
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
    case 'alias':
      report.aliased = await changeAliases(step.session, context);
      return;
    case 'beside':
      report.besides.push(await openBeside(step, context));
      return;
    case 'another-version':
      report.besides.push(await openAnother(step, context));
      return;
    case 'fork':
      report.forked = await runtime.settle(async () => void (await store.fork?.(step.session, step.at, step.id)));
      return;
    case 'consume':
      report.consumed = await runtime.settle(async () => (await store.consume?.(step.session)) === true);
      return;
    case 'lease':
      report.leased = await passLease(step, context);
      return;
    case 'step-clock':
      context.stepClock?.(step);
      return;
    case 'count-held':
      if (runtime.held !== undefined) report.held = [...(report.held ?? []), runtime.held(step.promises === true)];
      return;
    case 'close':
      report.closed =
        store.close === undefined
          ? { ok: true, value: undefined }
          : await runtime.settle(async () => void (await store.close?.()));
      return;
  }
}

/** What it is told is part of this life's history. */
async function openAnother({ version, operations, sessions }: AnotherVersionStep, context: StepContext): Promise<Beside> {
  const { adapter, dir, runtime } = context;
  const opened = await runtime.settle<SessionStore>(() => openVersion(adapter, { dir, onError: () => {} }, version));
  if (!opened.ok) return { opened, snapshots: [] };
  const another = { ...context, store: opened.value };
  const snapshots: Snapshot[] = [await takeSnapshot(sessions, another)];
  for (const operation of operations) await perform(operation, another);
  snapshots.push(await takeSnapshot(sessions, another));
  if (another.store.close !== undefined) await runtime.settle(async () => void (await another.store.close?.()));
  return { opened: { ok: true, value: undefined }, snapshots };
}

/** Calls one operation and weaves its invocation and its end into the history. */
async function perform(
  operation: Operation,
  { adapter, report, store, runtime, onHistory }: StepContext,
  { ignoreReturned }: Pick<OperationsStep, 'ignoreReturned'> = {},
): Promise<Outcome> {
  const index = report.operations.push(operation) - 1;
  const note = (event: HistoryEvent) => {
    report.history.push(event);
    onHistory?.(event);
  };
  note({ type: 'invoke', operation: index });
  if (operation.op === 'rest') await runtime.rest();
  const ignores = ignoreReturned === true && operation.op === 'append' && adapter.claims.append === 'queued';
  let threw = false;
  const result = await runtime.settle(() => {
    try {
      const returned = callOperation(store, operation);
      if (!ignores) return returned;
      if (isThenable(returned)) report.appendReturnedPromise = true;
      return undefined;
    } catch (error) {
      threw = true;
      throw error;
    }
  });
  if (result.ok) note({ type: 'acknowledge', operation: index });
  else if (result.problem.kind === 'threw') {
    note({ type: 'reject', operation: index, error: result.problem.message, ...(threw ? { threw } : {}) });
  }
  return result.ok ? { ok: true, value: undefined } : result;
}

/** Calls one operation and goes on; its end is woven into the history when it comes. */
function begin(
  operation: Operation,
  { adapter, report, store, onHistory }: StepContext,
  { ignoreReturned }: OperationsStep,
): void {
  const index = report.operations.push(operation) - 1;
  const note = (event: HistoryEvent) => {
    report.history.push(event);
    onHistory?.(event);
  };
  note({ type: 'invoke', operation: index });
  const acknowledge = (): void => note({ type: 'acknowledge', operation: index });
  const ignores = ignoreReturned === true && operation.op === 'append' && adapter.claims.append === 'queued';
  try {
    const returned = callOperation(store, operation);
    const awaitable = isThenable(returned);
    if (awaitable && ignores) report.appendReturnedPromise = true;
    if (!awaitable || ignores) acknowledge();
    else
      Promise.resolve(returned).then(acknowledge, (error: unknown) =>
        note({ type: 'reject', operation: index, error: errorText(error) }),
      );
  } catch (error) {
    note({ type: 'reject', operation: index, error: errorText(error), threw: true });
  }
}

function checkShape(store: unknown, adapter: Adapter): Outcome {
  try {
    validateStore(store, adapter.claims);
    return { ok: true, value: undefined };
  } catch (error) {
    return { ok: false, problem: { ...threw(error).problem, kind: 'wrong-result' } };
  }
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
