import type { Fields, Json } from '../contract/session-store.ts';
import type { ClientOperation } from '../model/program.ts';
import { asPlaceholder } from '../model/text.ts';
import { count } from './count.ts';
import { printable } from './printable.ts';

/**
 * An operation in one line, for people: `patch a { title: "one", body: "p3…" (614,400 bytes) }`. Placeholders of long texts show the
 * beginning of the text and its size; texts of more than 48 characters are shown the same way.
 */
export function operationLine(operation: ClientOperation): string {
  const session = 'session' in operation ? operation.session : undefined;
  const subject = session === undefined ? operation.op : `${operation.op} ${sessionName(session)}`;
  switch (operation.op) {
    case 'create':
      return `${subject} ${object(operation.fields)}`;
    case 'patch':
      return `${subject} ${object(operation.fields)}${undefinedNames(operation.undefinedFields)}`;
    case 'append': {
      const key = operation.idempotencyKey === undefined ? '' : `, with the key ${operation.idempotencyKey}`;
      return `${subject} ${value(operation.record)}${key}`;
    }
    case 'appendAll':
    case 'rewrite':
      return `${subject} ${value(operation.records)}`;
    case 'open':
      return 'open (the store, while the others are at work)';
    case 'rest':
      return 'rest (until the store has nothing left to do)';
    default:
      return subject;
  }
}

const SHOWN_CHARACTERS_MAX = 48;

function sessionName(session: string): string {
  return /^[\w.:@/-]+$/.test(session) ? session : quoted(session);
}

function undefinedNames(names: readonly string[] = []): string {
  return names.length === 0 ? '' : `, and ${names.join(', ')}: undefined`;
}

function value(json: Json): string {
  if (typeof json === 'string') return text(json);
  if (typeof json !== 'object' || json === null) return JSON.stringify(json);
  if (Array.isArray(json)) return `[${json.map((item) => value(item)).join(', ')}]`;
  const placeholder = asPlaceholder(json);
  if (placeholder !== undefined) {
    const [tag, bytes, character] = placeholder;
    return `${quoted(`${tag}…`)} (${count(bytes)} bytes${character === undefined ? '' : ` of ${quoted(character)}`})`;
  }
  return noJson(json) ?? object(json);
}

/** A value that JSON has no form for, as people write it. */
function noJson(json: { readonly [key: string]: Json }): string | undefined {
  const [entry, ...others] = Object.entries(json);
  if (entry === undefined || others.length > 0) return undefined;
  const [name, of] = entry;
  if (typeof of !== 'string') return undefined;
  if (name === '$number') return of;
  if (name === '$bigint') return `${of}n`;
  if (name !== '$foreign') return undefined;
  return of === 'undefined' ? of : `(a ${of})`;
}

function object(fields: Fields): string {
  const entries = Object.entries(fields).map(
    ([key, item]) => `${/^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key)}: ${value(item)}`,
  );
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

function text(json: string): string {
  const characters = [...json];
  if (characters.length <= SHOWN_CHARACTERS_MAX) return quoted(json);
  return `${quoted(`${characters.slice(0, 16).join('')}…`)} (${count(Buffer.byteLength(json))} bytes)`;
}

function quoted(content: string): string {
  return printable(JSON.stringify(content));
}
