import type { SessionState, SessionStore } from '../contract/session-store.ts';
import { failed, type Problem } from './problem.ts';
import type { Runtime } from './runtime.ts';
import { takeValue } from './take-value.ts';

export type ReadResult = { readonly state: SessionState | null } | { readonly problem: Problem };

/** Everything that a store shows: `list`, and every session through `read` and every view. */
export interface Snapshot {
  /** Absent where the store has no `list`. */
  readonly listed?: { readonly sessions: readonly string[] } | { readonly problem: Problem };
  readonly read: { readonly [session: string]: ReadResult };
  readonly views: { readonly [view: string]: { readonly [session: string]: ReadResult } };
}

/** Reads these sessions and those that are listed. */
export async function takeSnapshot(
  sessions: readonly string[],
  { store, runtime }: { readonly store: SessionStore; readonly runtime: Pick<Runtime, 'settle'> },
): Promise<Snapshot> {
  const listed = store.list === undefined ? undefined : await listSessions(store, runtime);
  const ids = new Set(sessions);
  if (listed !== undefined && 'sessions' in listed) for (const id of listed.sessions) ids.add(id);
  const read: { [session: string]: ReadResult } = bySession();
  const views: { [view: string]: { [session: string]: ReadResult } } = {};
  for (const id of ids) {
    read[id] = await readSession(() => store.read(id), runtime);
    for (const [name, view] of Object.entries(store.views ?? {})) {
      const shown = views[name] ?? bySession();
      views[name] = shown;
      shown[id] = await readSession(() => view(id), runtime);
    }
  }
  return { ...(listed === undefined ? {} : { listed }), read, views };
}

/** Without a prototype: a session may be called `__proto__`. */
function bySession(): { [session: string]: ReadResult } {
  return Object.create(null);
}

export async function listSessions(
  store: SessionStore,
  runtime: Pick<Runtime, 'settle'>,
): Promise<NonNullable<Snapshot['listed']>> {
  const result = await runtime.settle(() => store.list?.() ?? []);
  if (!result.ok) return { problem: result.problem };
  const taken = takeValue(result.value, 'what list returned');
  if ('wrong' in taken) return failed('unreadable-result', taken.wrong);
  const sessions: unknown = taken.value;
  if (!Array.isArray(sessions) || !sessions.every((id): id is string => typeof id === 'string')) {
    return failed('wrong-result', `list must return an array of strings, not ${kindOf(sessions)}`);
  }
  return { sessions: [...sessions] };
}

export async function readSession(
  call: () => ReturnType<SessionStore['read']>,
  runtime: Pick<Runtime, 'settle'>,
): Promise<ReadResult> {
  const result = await runtime.settle(call);
  if (!result.ok) return { problem: result.problem };
  const taken = takeValue(result.value, 'what read returned');
  if ('wrong' in taken) return failed('unreadable-result', taken.wrong);
  const state: unknown = taken.value;
  if (state === null || state === undefined) return { state: null };
  const wrong = wrongState(state);
  if (wrong !== undefined) return failed('wrong-result', wrong);
  return { state: state as SessionState };
}

function wrongState(state: unknown): string | undefined {
  if (!isObject(state)) return `read must return { fields?, records? }, null or undefined, not ${kindOf(state)}`;
  if (state.fields !== undefined && !isObject(state.fields))
    return `the session's fields must be an object, not ${kindOf(state.fields)}`;
  return state.records === undefined || Array.isArray(state.records)
    ? undefined
    : `the session's records must be an array, not ${kindOf(state.records)}`;
}

/** What somebody finds who looks for another shape: "null", "an array", "a Map", "an array with a number in it". */
function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) {
    const other = value.find((item) => typeof item !== 'string');
    return other === undefined ? 'an array' : `an array with ${kindOf(other)} in it`;
  }
  if (typeof value !== 'object') return `a ${typeof value}`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return 'an object';
  const { constructor: made } = value;
  return typeof made === 'function' && made.name !== '' ? `an object of class ${made.name}` : 'an object';
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
