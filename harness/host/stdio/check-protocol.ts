import { Failure } from '../../contract/failure.ts';
import type { Json, SessionStore } from '../../contract/session-store.ts';
import { NoAnswer } from '../no-answer.ts';
import { errorText } from '../problem.ts';
import type { ProgramCommand, Spawner } from './program.ts';
import { ProgramError } from './program-error.ts';
import { StdioClient } from './stdio-client.ts';
import { storeOver } from './stdio-store.ts';

/** Something that the protocol asks of a program, and what came of it. */
export interface ProtocolCheck {
  readonly what: string;
  readonly ok: boolean;
  readonly detail?: string;
}

export interface ProtocolCheckOptions {
  readonly spawn: Spawner;
  /** An existing, empty directory. */
  readonly dir: string;
}

/** A call that takes longer than this, in ms of real time, is worth a word. */
const SLOW_MS = 1_000;
const LARGE_BYTES = 5 * 1024 * 1024;

/**
 * Tries whether a program keeps to protocol 1, one thing after the other. Yields what came of each, and ends with the first that leaves nothing to ask.
 *
 * @throws {Failure} where it does not even say hello, or breaks the protocol: what `StdioClient` throws.
 */
export async function* checkProtocol(command: ProgramCommand, options: ProtocolCheckOptions): AsyncGenerator<ProtocolCheck> {
  const client = await StdioClient.start(command, { spawn: options.spawn });
  try {
    const { language = 'of an unknown language', concurrent } = client.facts;
    yield {
      what: 'hello',
      ok: true,
      detail: `${language}, ${concurrent ? 'several requests at once' : 'one request at a time'}`,
    };
    const store = storeOver(client, INSTANCE);
    const checks: readonly (() => Promise<ProtocolCheck>)[] = [
      () => unknownFields(client),
      () => unknownOperation(client),
      () => opening(client, options.dir),
      () => absent(store),
      ...VALUES.map((tried, index) => () => roundTrip(store, `doctor-${index}`, tried)),
      () => oddId(store),
      ...(concurrent ? [() => atOnce(store)] : []),
      () => closing(store),
      () => leaving(client),
    ];
    for (const check of checks) {
      yield await check();
      if (!client.isAlive) return;
    }
  } finally {
    if (client.isAlive) await client.kill().catch(() => {});
  }
}

const INSTANCE = 'doctor';

async function opening(client: StdioClient, dir: string): Promise<ProtocolCheck> {
  const began = performance.now();
  const opened = await answered('open', () => client.request('open', { instance: INSTANCE, dir }));
  const tookMs = performance.now() - began;
  if (!opened.ok || tookMs <= SLOW_MS) return opened;
  return { ...opened, detail: `it took ${(tookMs / 1000).toFixed(1)} s, and may take 30 s of its own time` };
}

async function closing(store: SessionStore): Promise<ProtocolCheck> {
  return answered('close', async () => store.close?.());
}

async function leaving(client: StdioClient): Promise<ProtocolCheck> {
  const left = await client.exit();
  return { what: 'it ends when it is told to', ok: left, ...(left ? {} : { detail: 'it did not, and was killed' }) };
}

async function unknownFields(client: StdioClient): Promise<ProtocolCheck> {
  return answered('unknown fields are ignored', () => client.request('ping', { later: { version: [1] } }));
}

async function unknownOperation(client: StdioClient): Promise<ProtocolCheck> {
  const what = 'an unknown operation is refused';
  try {
    await client.request('of-a-later-version', { instance: 'doctor' });
    return { what, ok: false, detail: 'it was acknowledged' };
  } catch (error) {
    if (!(error instanceof ProgramError)) return amiss(what, error);
    if (error.code === 'CW_UNSUPPORTED' && error.definite) return { what, ok: true };
    return { what, ok: false, detail: `expected the code CW_UNSUPPORTED and "definite": true; found ${told(error)}` };
  }
}

async function absent(store: SessionStore): Promise<ProtocolCheck> {
  return answered('a session that does not exist is null', async () => {
    const state = await store.read('never-created');
    if (state !== null && state !== undefined) throw new Error(`read gave ${JSON.stringify(state)}`);
  });
}

interface Tried {
  readonly what: string;
  readonly value: Json;
  /** A language may have no form for it: then it has to be refused. */
  readonly mayBeRefused?: true;
}

const VALUES: readonly Tried[] = [
  { what: '5 MiB in one line', value: `${'x'.repeat(LARGE_BYTES)}end` },
  { what: 'U+2028, U+2029 and U+0085 in a line', value: 'one\u2028two\u2029three\u0085four' },
  { what: 'an object that looks like an escape', value: { $b64: 'no bytes' } },
  { what: '-0', value: [-0], mayBeRefused: true },
  { what: 'a lone surrogate', value: 'before \ud83d after', mayBeRefused: true },
];

/** Writes a value and reads it back. */
async function roundTrip(store: SessionStore, session: string, { what, value, mayBeRefused }: Tried): Promise<ProtocolCheck> {
  try {
    await write(store, session, value);
  } catch (error) {
    if (!(error instanceof ProgramError)) return amiss(what, error);
    const definite = error.definite ? '' : ', and does not say that it surely did not happen';
    return { what, ok: mayBeRefused === true, detail: `refused with ${told(error)}${definite}` };
  }
  return answered(what, async () => {
    const state = await store.read(session);
    const found: unknown = store.append === undefined ? Reflect.get(state?.fields ?? {}, 'value') : state?.records?.at(-1);
    if (!same(found, value)) throw new Error(`it came back as ${shown(found)}`);
  });
}

async function oddId(store: SessionStore): Promise<ProtocolCheck> {
  const what = 'an id with a lone surrogate is an id of its own, or refused';
  try {
    await write(store, 'odd-\ud83d', 1);
  } catch (error) {
    if (!(error instanceof ProgramError)) return amiss(what, error);
    return { what, ok: true, detail: `refused with ${told(error)}` };
  }
  return answered(what, async () => {
    const other = await store.read('odd-\ufffd');
    if (other !== null && other !== undefined) throw new Error('it is the same session as the one with U+FFFD');
  });
}

/** Both have to be answered, in whatever order. */
async function atOnce(store: SessionStore): Promise<ProtocolCheck> {
  return answered('two requests at once', async () => {
    await Promise.all([write(store, 'at-once-1', 'one'), write(store, 'at-once-2', 'two')]);
    const [one, two] = await Promise.all([store.read('at-once-1'), store.read('at-once-2')]);
    if (!JSON.stringify(one).includes('"one"') || !JSON.stringify(two).includes('"two"'))
      throw new Error(`the answers were mixed up: ${shown(one)} and ${shown(two)}`);
  });
}

async function write(store: SessionStore, session: string, value: Json): Promise<void> {
  if (store.create !== undefined) await store.create(session, {});
  if (store.append !== undefined) await store.append(session, value);
  else await store.patch?.(session, { value });
  await store.flush?.();
}

/** @throws {Failure} where the program is of no more use. */
async function answered(what: string, ask: () => Promise<unknown>): Promise<ProtocolCheck> {
  try {
    await ask();
    return { what, ok: true };
  } catch (error) {
    return amiss(what, error);
  }
}

/** @throws {Failure} where the program is of no more use. */
function amiss(what: string, error: unknown): ProtocolCheck {
  if (error instanceof Failure) throw error;
  return { what, ok: false, detail: error instanceof NoAnswer ? error.message : errorText(error) };
}

function same(found: unknown, value: Json): boolean {
  return (
    JSON.stringify(found) === JSON.stringify(value) &&
    (!Array.isArray(value) || Object.is(Reflect.get(Object(found), 0), value[0]))
  );
}

function told(error: ProgramError): string {
  return `${error.code === undefined ? '' : `${error.code} `}${errorText(error)}`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 100 ? `${text.slice(0, 100)}… (${text.length} characters)` : text;
}
