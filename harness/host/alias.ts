import type { Fields, Json, SessionState, SessionStore } from '../contract/session-store.ts';
import type { Capabilities } from '../model/capabilities.ts';
import type { Outcome } from './problem.ts';
import type { Runtime } from './runtime.ts';
import { type ReadResult, readSession } from './snapshot.ts';

/** What the step `alias` stores: the session must read as this, whatever becomes of the objects. A store has the part of it that it keeps. */
export const ALIAS_FIELDS = (): Fields => ({ text: 'as it was passed in', nested: { list: ['one', 'two'] } });
export const ALIAS_RECORD = (): Json => ({ text: 'as it was passed in', nested: { list: ['one', 'two'] } });

/** What the session read as after an object that had been passed in was changed, and after one that had been returned. */
export interface Aliased {
  /** The write that was given the object, by its own outcome. */
  readonly written: Outcome;
  /** After the object that was passed in had been changed. */
  readonly passed: ReadResult;
  /** After the object that had been returned had been changed. */
  readonly returned: ReadResult;
}

interface Context {
  readonly store: SessionStore;
  readonly runtime: Runtime;
  readonly capabilities: Capabilities;
}

/** Changes an object as soon as the call that it was passed to has returned, then one that `read` returned. */
export async function changeAliases(session: string, context: Context): Promise<Aliased> {
  const written = await writeAndChange(session, context);
  const passed = await readCopy(session, context);
  const again = await context.runtime.settle(() => context.store.read(session));
  if (again.ok) change(again.value);
  const returned = await readCopy(session, context);
  return { written, passed, returned };
}

async function writeAndChange(session: string, { store, runtime, capabilities }: Context): Promise<Outcome> {
  const outcomes: Outcome[] = [];
  const call = async (write: () => unknown): Promise<void> => {
    outcomes.push(await runtime.settle(async () => void (await write())));
  };
  if (store.create !== undefined) await call(() => store.create?.(session, {}));
  if (capabilities.fields) {
    const given = ALIAS_FIELDS();
    await call(() => beforeChange(store.patch?.(session, given), given));
  }
  if (capabilities.records) {
    const given = ALIAS_RECORD();
    await call(() => beforeChange(store.append?.(session, given), given));
  }
  if (store.flush !== undefined) await call(() => store.flush?.());
  return outcomes.find(({ ok }) => !ok) ?? { ok: true, value: undefined };
}

/** What the call returned, with the object changed before anybody waits for it. */
function beforeChange<T>(returned: T, given: unknown): T {
  change(given);
  return returned;
}

async function readCopy(session: string, { store, runtime }: Context): Promise<ReadResult> {
  const result = await readSession(() => store.read(session), runtime);
  return 'problem' in result ? result : { state: copyOf(result.state) };
}

function copyOf(state: SessionState | null): SessionState | null {
  return structuredClone(state);
}

/** Changes an object in place, all the way down. */
function change(value: unknown): void {
  if (Array.isArray(value)) {
    for (const item of value) change(item);
    tryTo(() => value.push('changed later'));
  } else if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) change(item);
    tryTo(() => Object.assign(value, { changed: 'later' }));
    if ('text' in value) tryTo(() => Object.assign(value, { text: 'changed later' }));
  }
}

/** What is frozen cannot be changed, which is fine. */
function tryTo(what: () => unknown): void {
  try {
    what();
  } catch {}
}
