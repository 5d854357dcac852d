import type { Registry } from '../../harness/contract/registry.ts';
import { REGISTRY_SESSIONS, type RegistryOperation } from '../../harness/model/registry/operation.ts';
import type { RegistryAnswer, Said, StoredEntry } from '../../harness/model/registry/step.ts';
import type { RegistrySurroundings } from './registry-world.ts';

const NOTHING: RegistryAnswer = { is: 'nothing' };

/**
 * Asks the registry what an operation asks, and takes what it answers as plain data. `undefined` where it has no such method.
 *
 * @throws whatever the registry throws, and an Error for an answer that the contract does not have.
 */
export async function ask(
  registry: Registry,
  operation: RegistryOperation,
  surroundings: RegistrySurroundings,
): Promise<RegistryAnswer> {
  switch (operation.op) {
    case 'launch':
      await registry.launch?.(surroundings.launchMeta(operation.session));
      return NOTHING;
    case 'wrapper-ends':
      if (operation.told) await registry.exited?.(operation.session);
      return NOTHING;
    case 'status':
      return { is: 'statuses', statuses: { [operation.session]: [saidOf(await registry.status?.(operation.session))] } };
    case 'list':
      return { is: 'statuses', statuses: listed(await registry.list?.()) };
    case 'sweep':
      await (registry.sweep === undefined ? registry.list?.() : registry.sweep());
      return NOTHING;
    case 'stored':
      return { is: 'stored', entries: storedOf(await registry.stored?.()) };
    case 'lock':
      return {
        is: 'granted',
        granted: (await registry.lock?.(operation.name, surroundings.lockOwner(operation.owner))) === true,
      };
    case 'unlock':
      await registry.unlock?.(operation.name, surroundings.lockOwner(operation.owner));
      return NOTHING;
    case 'locks':
      return { is: 'locks', names: (await registry.locks?.())?.map(({ name }) => name) ?? [] };
    default:
      return NOTHING;
  }
}

/** The method of the registry that an operation calls; `undefined` where only the world changes. */
export function methodOf(operation: RegistryOperation): keyof Registry | undefined {
  switch (operation.op) {
    case 'launch':
    case 'status':
    case 'list':
    case 'sweep':
    case 'stored':
    case 'lock':
    case 'unlock':
    case 'locks':
      return operation.op;
    case 'wrapper-ends':
      return operation.told ? 'exited' : undefined;
    default:
      return undefined;
  }
}

function listed(sessions: unknown): { [session: string]: Said[] } {
  if (!Array.isArray(sessions)) throw new TypeError('list gave no array');
  const entries: readonly unknown[] = sessions;
  const found = entries.map((entry) => {
    if (!isRecord(entry) || typeof entry.id !== 'string') throw new TypeError('list gave an entry without an id');
    return { id: entry.id, said: saidOf(entry.status) };
  });
  return Object.fromEntries(
    REGISTRY_SESSIONS.map((session) => {
      const said = found.filter(({ id }) => id === session).map((entry) => entry.said);
      return [session, said.length === 0 ? ['absent' as const] : said];
    }),
  );
}

function saidOf(status: unknown): Said {
  if (status === undefined || status === null) return 'absent';
  if (status === 'running' || status === 'stopped' || status === 'unknown') return status;
  throw new TypeError(`expected 'running', 'stopped', 'unknown' or undefined; found ${JSON.stringify(status) ?? typeof status}`);
}

function storedOf(entries: unknown): StoredEntry[] {
  if (entries === undefined) return [];
  if (!Array.isArray(entries)) throw new TypeError('stored gave no array');
  return (entries as readonly unknown[]).map((entry) => {
    if (!isRecord(entry) || typeof entry.id !== 'string') throw new TypeError('stored gave an entry without an id');
    const { id, pid, status } = entry;
    return { id, ...(typeof pid === 'number' ? { pid } : {}), ...(typeof status === 'string' ? { status } : {}) };
  });
}

function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null;
}
