import { createHash } from 'node:crypto';
import type { Json, SessionState } from '../contract/session-store.ts';
import type { PureModel } from './linearizability/pure-model.ts';
import type { StoreOperation } from './program.ts';
import { applyOperation, type ComparedParts, type ModelState } from './reference.ts';
import { expand } from './text.ts';

/** What an operation on a session told its caller: `state`, by its key, of a `read`; `won` of a `consume`; nothing else of the others. */
export type SessionOutput = { readonly state: string } | { readonly won: boolean } | 'done';

export interface SessionModelOptions {
  readonly parts: ComparedParts;
  /** The store has `create`: what a patch or an append does with a session that is not there is then its own affair, up to nothing. */
  readonly creates: boolean;
  /** It refuses to create what exists, when nobody else is about: then no such create can have succeeded among others. */
  readonly refusesExisting: boolean;
}

/** One session as a sequential object: the reference model, with what the contract leaves open left open. */
export function sessionModel({
  parts,
  creates,
  refusesExisting,
}: SessionModelOptions): PureModel<ModelState, StoreOperation, SessionOutput> {
  const keys = new WeakMap<NonNullable<ModelState>, string>();
  const keyOf = (state: ModelState): string => {
    if (state === null) return NO_SESSION;
    const known = keys.get(state);
    if (known !== undefined) return known;
    const key = stateKey(state, parts);
    keys.set(state, key);
    return key;
  };
  const after = (state: ModelState, operation: StoreOperation): readonly ModelState[] => {
    switch (operation.op) {
      case 'read':
        return [state];
      case 'consume':
        return [null];
      case 'create':
        if (state !== null && refusesExisting) return [];
        return state === null ? [applyOperation(state, operation)] : createdOver(state, applyOperation(state, operation));
      case 'patch':
      case 'append':
      case 'appendAll':
      case 'rewrite':
        return state === null && creates ? [applyOperation(state, operation), state] : [applyOperation(state, operation)];
      default:
        return [applyOperation(state, operation)];
    }
  };
  return {
    initial: () => null,
    key: keyOf,
    step: (state, operation, output) => {
      if (output === 'done') return after(state, operation);
      if ('state' in output) return keyOf(state) === output.state ? [state] : [];
      return output.won === (state !== null) ? [null] : [];
    },
    mayLeadTo: after,
    readOnly: ({ op }, output) =>
      op === 'read' || op === 'touch' || (typeof output === 'object' && 'won' in output && !output.won),
  };
}

/** What may become of a session that exists and is created: replaced, left, or changed in part. The contract does not say. */
function createdOver(state: NonNullable<ModelState>, created: ModelState): ModelState[] {
  const fields = created?.fields ?? {};
  const merged = { ...state.fields, ...fields };
  return [
    created,
    state,
    { fields, records: state.records },
    { fields: merged, records: state.records },
    { fields: merged, records: [] },
  ];
}

const NO_SESSION = 'none';
/** Texts longer than this are compared by their digest. */
const LONG_TEXT = 256;

/** Equal for states that are equal in the parts that are compared, whatever the order of their fields. */
export function stateKey(state: SessionState | ModelState, parts: ComparedParts): string {
  if (state === null) return NO_SESSION;
  const fields = parts.fields ? canonical((state.fields ?? {}) as Json) : '';
  return parts.records ? `${fields}${canonical((state.records ?? []) as Json)}` : fields;
}

function canonical(value: Json): string {
  if (typeof value === 'string') return value.length > LONG_TEXT ? digestOf(value) : JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : JSON.stringify(value);
  const expanded = expand(value);
  if (expanded !== value) return canonical(expanded);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const entries = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`);
  return `{${entries.join(',')}}`;
}

const digests = new Map<string, string>();

function digestOf(text: string): string {
  const known = digests.get(text);
  if (known !== undefined) return known;
  if (digests.size > 64) digests.clear();
  const digest = `<${text.length} ${createHash('sha1').update(text).digest('base64')}>`;
  digests.set(text, digest);
  return digest;
}
